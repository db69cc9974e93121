package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"
)

// told is an entry of one of the timeline's moments, by the day of March.
func told(day int, what, title string) TimelineEntry {
	return TimelineEntry{
		At: time.Date(2022, 3, day, 8, 0, 0, 0, time.UTC), What: what, Title: title, Unit: "Huyện ủy", To: "Nguyễn Thị Hòa", Level: "remind", Chat: hoa, Message: 3,
	}
}

func TestTheTimeline(t *testing.T) {
	opt := people()
	var fail error
	opt.Timeline = func(context.Context) (Timeline, error) {
		many := []TimelineEntry{told(16, "", "Đã tiếp nhận")}
		for i := range 5 {
			many = append(many, told(17, "Nhắc việc", fmt.Sprintf("Nhiệm vụ số %d: <Kế hoạch>", i)))
		}
		return Timeline{Came: many[:1], Next: append(many[1:], told(18, "Hỏi tình hình", "Nhiệm vụ số 9"))}, fail
	}
	w := newWorld(t, opt)
	_, got := w.page(http.MethodGet, "/sandbox/timeline", nil)
	if want := `{"came":[{"at":"2022-03-16T08:00:00Z","what":"","title":"Đã tiếp nhận","unit":"Huyện ủy","to":"Nguyễn Thị Hòa",` +
		`"level":"remind","chat":1001,"message":3}],"next":[{"at":"2022-03-17T08:00:00Z"`; !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, part := w.page(http.MethodGet, "/page/timeline", nil)
	for _, piece := range []string{
		"Phản hồi", "Thứ Năm, 17/03/2022", `href="#1001/3"`, "Nhiệm vụ số 1: &lt;Kế hoạch&gt;", "Xem thêm 2", "(Huyện ủy)", "Thứ Sáu, 18/03/2022",
	} {
		if !contains(part, piece) {
			t.Errorf("the timeline lacks %s: %s", piece, part)
		}
	}
	if n := strings.Count(part, "<time"); n != 3 || contains(part, "data-move") {
		t.Errorf("%d moments, want 3, and no way to go there without a clock: %s", n, part)
	}
	fail = errors.New("database is locked")
	if code, body := w.page(http.MethodGet, "/sandbox/timeline", nil); code != 500 || contains(body, "database") {
		t.Errorf("%d %s", code, body)
	}
	if _, part := w.page(http.MethodGet, "/page/timeline", nil); !contains(part, "Không đọc được diễn biến") || contains(part, "database") {
		t.Errorf("the page says %s", part)
	}
}

func TestWithoutATimeline(t *testing.T) {
	w := newWorld(t, people())
	for _, address := range []string{"/sandbox/timeline", "/page/timeline"} {
		if code, _ := w.page(http.MethodGet, address, nil); code != http.StatusNotFound {
			t.Errorf("%s: %d", address, code)
		}
	}
	if _, page := w.page(http.MethodGet, "/", nil); contains(page, `data-tab="timeline"`) {
		t.Error("the page offers a timeline")
	}
}

func TestHowFarAway(t *testing.T) {
	hanoi := time.FixedZone("+07", 7*3600)
	now := time.Date(2022, 3, 16, 23, 30, 0, 0, hanoi)
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{10 * time.Minute, "hôm nay"}, {time.Hour, "ngày mai"}, {9 * 24 * time.Hour, "còn 9 ngày"}} {
		if got := away(&now, now.Add(c.after)); got != c.want {
			t.Errorf("after %v: %q, want %q", c.after, got, c.want)
		}
	}
}

// What a bot puts behind a button comes back as it was, though it looks like an address.
func TestAButtonKeepsItsData(t *testing.T) {
	w := newWorld(t, people())
	w.must("sendMessage", o{"chat_id": hoa, "text": "Việc", "reply_markup": keyboard(o{"text": "Mở", "callback_data": "1:v:44:0:1:0"})}, nil)
	if _, part := w.page(http.MethodGet, "/page/chat/1001", nil); !contains(part, `"1:v:44:0:1:0"`) {
		t.Errorf("the button's data is lost: %s", part)
	}
}

// Every style and script is served, names nothing outside, and the templates stay inside.
func TestWhatThePageIsMadeOf(t *testing.T) {
	w := newWorld(t, people())
	files, err := fs.Glob(static, "static/*")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		code, body := w.page(http.MethodGet, "/"+file, nil)
		hidden := strings.HasSuffix(file, ".html")
		if hidden != (code == http.StatusNotFound) || !hidden && (code != http.StatusOK || contains(body, "://")) {
			t.Errorf("%s: %d %.200s", file, code, body)
		}
	}
}

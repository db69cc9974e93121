package sandbox

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// The transcript tells each chat as its people see it: when, who, what, and the buttons below.
func TestTheTranscript(t *testing.T) {
	opt := forum()
	clock := newClock()
	opt.Clock = clock
	w := newWorld(t, opt)
	w.write(hoa, hoa, "/start")
	clock.t = clock.t.Add(90 * time.Second)
	w.must("sendMessage", o{
		"chat_id": hoa, "text": "<b>Đến hạn</b> &lt;mai&gt;\nKính báo", "parse_mode": "HTML", "reply_parameters": o{"message_id": 1},
		"reply_markup": o{"inline_keyboard": [][]o{
			{{"text": "Đã nhận", "callback_data": "n"}, {"text": "Báo cáo", "callback_data": "b"}}, {{"text": "Vì sao\ntôi nhận", "callback_data": "v"}},
		}},
	}, nil)
	w.upload("sổ.csv", []byte("a;b"), "Nhật ký")
	w.must("sendMessage", o{"chat_id": hoa, "text": "sẽ xóa"}, nil)
	w.must("deleteMessage", o{"chat_id": hoa, "message_id": 4}, nil)
	var v messageView
	w.get(http.MethodPost, "/sandbox/chats/1001/send", o{"kind": "sticker"}, &v)
	w.must("sendMessage", o{"chat_id": nhom, "text": "Trong chủ đề", "message_thread_id": 5}, nil)
	w.play("topic", o{"chat": nhom, "topic": 5, "closed": true})
	clock.t = clock.t.Add(time.Hour)
	w.must("editMessageText", o{"chat_id": hoa, "message_id": 2, "text": "Đã nhận"}, nil)

	const hoas = `== Nguyễn Thị Hòa (1001) ==
25/01/2022 08:00:00  #1 Nguyễn Thị Hòa: /start
25/01/2022 08:01:30  #2 Đôn đốc (bot) (trả lời #1) (đã sửa 25/01/2022 09:01:30): Đã nhận
25/01/2022 08:01:30  #3 Đôn đốc (bot): [tệp sổ.csv, 3 byte] Nhật ký
25/01/2022 08:01:30  #5 Nguyễn Thị Hòa: [nhãn dán]
`
	const groups = `== Diễn đàn (-2002) ==
25/01/2022 08:01:30  #1 Đôn đốc (bot) (chủ đề Đôn đốc): Trong chủ đề
25/01/2022 08:01:30  #2 Nguyễn Thị Hòa (chủ đề Đôn đốc): — Chủ đề đã đóng —
`
	for path, want := range map[string]string{
		"/sandbox/transcript?chat=1001":  hoas,
		"/sandbox/transcript?chat=-2002": groups,
		"/sandbox/transcript?chat=1002":  "== Trần <b>\"Bình\" & Em (1002) ==\n",
		"/sandbox/transcript":            hoas + "\n" + groups,
	} {
		rec := w.request(t.Context(), httptest.NewRequest(http.MethodGet, path, nil))
		if got := rec.Body.String(); rec.Code != 200 || got != want || rec.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s: %d\n%s\nwant\n%s", path, rec.Code, got, want)
		}
	}
	for _, path := range []string{"?chat=5", "?chat=x"} {
		if code, _ := w.page(http.MethodGet, "/sandbox/transcript"+path, nil); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// Lines of a text, and buttons, cannot be mistaken for other messages.
func TestTheTranscriptShowsButtonsAndLines(t *testing.T) {
	opt := people()
	opt.Clock = newClock()
	w := newWorld(t, opt)
	w.must("sendMessage", o{"chat_id": hoa, "text": "Dòng một\n25/01/2022 08:00:00  #9 Giả mạo: x", "reply_markup": o{"inline_keyboard": [][]o{
		{{"text": "Đã nhận", "callback_data": "n"}, {"text": "Báo cáo", "callback_data": "b"}}, {{"text": "Vì sao\ntôi nhận", "callback_data": "v"}},
	}}}, nil)
	_, got := w.page(http.MethodGet, "/sandbox/transcript", nil)
	const want = `== Nguyễn Thị Hòa (1001) ==
25/01/2022 08:00:00  #1 Đôn đốc (bot): Dòng một
    25/01/2022 08:00:00  #9 Giả mạo: x
    [Đã nhận] [Báo cáo]
    [Vì sao tôi nhận]
`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

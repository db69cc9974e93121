package bot_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"dondoc/escalation"
)

// TestALanguageIsAPersonsOwn: everything written to them in private is in it, after a restart too; others and groups are not concerned.
func TestALanguageIsAPersonsOwn(t *testing.T) {
	w := newWorld(t)
	if got := w.asks(clerk, "/ngonngu", "chọn ngôn ngữ").labels(); !slices.Equal(got, []string{"Tiếng Việt", "English"}) {
		t.Fatalf("languages: %q", got)
	}
	w.presses(clerk, "English")
	w.says(clerk, "in English")
	w.restart()
	w.asks(clerk, "/nhiemvu", "Total: 1.", "Task No. 2")
	w.presses(clerk, "Task No. 2")
	w.says(clerk, "Lead unit")
	w.asks(clerk, "/trogiup", "The commands", "/ngonngu – Language")
	w.asks(boss, "/nhiemvu", "Tổng số: 1.")
	w.sends(group, map[string]any{"from": clerk, "text": "/nhiemvu"})
	w.says(group, "Tổng số: 1")

	w.asks(member, "/ngonngu")
	w.presses(member, "English")
	w.at("2022-03-24 08:00")
	w.says(member, "Task No. 1", "31 March 2022")
	w.says(group, "Nhiệm vụ số 2")
	w.asks(member, "/ngonngu")
	w.presses(member, "Tiếng Việt")
	w.says(member, "tiếng Việt")
	w.asks(member, "/nhiemvu", "Tổng số")
	if got := w.pushes(member, member, w.last(member).ID, "2:lg:0:0:0:0:fr:0"); !got.Alert {
		t.Errorf("a language that there is not: %+v", got)
	}
}

// menu is what Telegram shows as commands: of a chat, or of a scope.
func (w *world) menu(scope, language string) []string {
	w.t.Helper()
	form := url.Values{"scope": {scope}, "language_code": {language}}
	r := httptest.NewRequest(http.MethodPost, "/bot"+token+"/getMyCommands", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.box.ServeHTTP(rec, r)
	var answer struct {
		Result []struct{ Command, Description string }
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, c := range answer.Result {
		out = append(out, c.Command+" "+c.Description)
	}
	return out
}

// TestMenusAreByRoleAndLanguage: strangers, groups, members, reviewers and administrators each see what is for them.
func TestMenusAreByRoleAndLanguage(t *testing.T) {
	w := newWorld(t)
	of := func(chat int64) string { return `{"type":"chat","chat_id":` + itoa(chat) + `}` }
	w.until("menus are set", func() bool { return len(w.menu(of(boss), "")) > 0 })
	has := func(scope, language string, commands ...string) {
		t.Helper()
		menu := w.menu(scope, language)
		for _, c := range commands {
			not := strings.HasPrefix(c, "!")
			is := slices.ContainsFunc(menu, func(line string) bool { return strings.HasPrefix(line, strings.TrimPrefix(c, "!")) })
			if is == not {
				t.Errorf("%s %s: %q, want %q", scope, language, menu, c)
			}
		}
	}
	for _, language := range []string{"", "vi", "en"} {
		has(`{"type":"default"}`, language, "start ", "trogiup ", "!nhiemvu", "!quantri")
		has(`{"type":"all_private_chats"}`, language, "start ", "trogiup ", "!nhiemvu")
		has(`{"type":"all_group_chats"}`, language, "nhiemvu ", "quahan ", "trogiup ", "!duyet", "!ngonngu")
	}
	has(`{"type":"default"}`, "en", "trogiup Help")
	has(of(member), "", "nhiemvu Nhiệm vụ", "sapdenhan ", "ngonngu ", "!duyet", "!quantri")
	has(of(reviewer), "", "duyet ", "!quantri")
	has(of(admin), "", "quantri ")
	w.asks(member, "/ngonngu")
	w.presses(member, "English")
	w.until("the menu follows the language", func() bool {
		return slices.Contains(w.menu(of(member), ""), "ngonngu Language")
	})
}

// TestMenusFollowTheConfiguration: an account that it ties to nobody any more has the menu of strangers, the new one that of its owner, and
// who becomes an administrator that of one.
func TestMenusFollowTheConfiguration(t *testing.T) {
	w := newWorld(t)
	of := func(chat int64) string { return `{"type":"chat","chat_id":` + itoa(chat) + `}` }
	has := func(chat int64, command string) bool {
		return slices.ContainsFunc(w.menu(of(chat), ""), func(line string) bool { return strings.HasPrefix(line, command+" ") })
	}
	w.types(stranger, "/start")
	w.until("menus are set", func() bool { return has(boss, "nhiemvu") && has(member, "nhiemvu") })
	o := office()
	for _, p := range o.People {
		if p.ID == "minh" {
			p.Telegram = stranger
		}
	}
	o.Admins, o.Hash = append(o.Admins, "phuc"), "2"
	w.adopt(escalation.NewOffice(*o))
	w.until("the old account has the menu of strangers", func() bool { return len(w.menu(of(member), "")) == 0 })
	w.until("the new account has the menu of its owner", func() bool { return has(stranger, "nhiemvu") })
	w.until("the new administrator has another menu", func() bool { return has(boss, "quantri") })
}

// TestHelpListsWhatOneMayUse.
func TestHelpListsWhatOneMayUse(t *testing.T) {
	w := newWorld(t)
	if m := w.asks(member, "/trogiup", "/nhiemvu", "/ngonngu"); strings.Contains(m.Text, "/quantri") || strings.Contains(m.Text, "/duyet") {
		t.Errorf("help for a member:\n%s", m.Text)
	}
	w.asks(reviewer, "/trogiup", "/duyet")
	w.asks(admin, "/trogiup", "/quantri")
	w.sends(group, map[string]any{"from": clerk, "text": "/trogiup"})
	if m := w.says(group, "/nhiemvu"); strings.Contains(m.Text, "/ngonngu") {
		t.Errorf("help for a group:\n%s", m.Text)
	}
}

// TestAdministratorsSeeWhatIsWrong and send again what could not be delivered.
func TestAdministratorsSeeWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	w.asks(member, "/quantri", "không có quyền")
	if got := w.pushes(member, member, w.last(member).ID, "2:ad:0:0:1:0:d:0"); !got.Alert {
		t.Errorf("a member sees dead letters: %+v", got)
	}
	w.asks(admin, "/quantri", "Người: 8; đã liên kết: 8", "tin không gửi được: 0", "mục cuối số", "Phiên bản cấu hình: 1")

	w.page(http.MethodPost, "/sandbox/block", map[string]any{"person": clerk, "blocked": true}, nil)
	w.breaks(func(method string, form url.Values) (int, string) {
		if method == "sendMessage" && form.Get("chat_id") == itoa(member) {
			return http.StatusBadRequest, `{"ok":false,"error_code":400,"description":"Bad Request: some fault"}`
		}
		return 0, ""
	})
	w.at("2022-03-24 08:00")
	w.breaks(nil)

	overview := w.asks(admin, "/quantri", "chưa liên lạc được: 1", "tin không gửi được: 1")
	w.presses(admin, "Chưa liên lạc được (1)")
	w.says(admin, "Hồ Thu", "đã chặn")
	w.presses(admin, "Quay lại")
	w.presses(admin, "Tin không gửi được (1)")
	dead := w.says(admin, "nhiệm vụ số 1", "some fault")
	if dead.ID != overview.ID {
		t.Error("the page is not in place of the overview")
	}
	resend := dead.data(dead.labels()[0])
	if got := w.pushes(member, member, w.last(member).ID, resend); !got.Alert {
		t.Errorf("a member sends again: %+v", got)
	}
	n := len(w.chat(member))
	if got := w.pushes(admin, admin, dead.ID, resend); got.Alert {
		t.Errorf("sent again: %+v", got)
	}
	if len(w.chat(member)) != n+1 {
		t.Errorf("%d messages, want one more than %d", len(w.chat(member)), n)
	}
	w.says(member, "Nhiệm vụ số 1")
	if got := w.pushes(admin, admin, dead.ID, resend); !got.Alert || !strings.Contains(got.Text, "đã được ghi nhận") {
		t.Errorf("sent again twice: %+v", got)
	}
	if n := w.events(plan, escalation.EventResent); n != 1 {
		t.Errorf("%d events", n)
	}
	if m := w.message(admin, dead.ID); !strings.Contains(m.Text, "Không có.") {
		t.Errorf("the page still shows\n%s", m.Text)
	}
	w.asks(admin, "/quantri", "tin không gửi được: 0")
}

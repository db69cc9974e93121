package sandbox

import (
	"encoding/json"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

const tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid"

// pressing has somebody press a button and hands over what they see.
func (w world) pressing(p pressed) <-chan pressView {
	done := make(chan pressView, 1)
	go func() {
		code, body := w.page(http.MethodPost, "/sandbox/press", p)
		var v pressView
		if err := json.Unmarshal([]byte(body), &v); code != http.StatusOK || err != nil {
			w.t.Errorf("press: %d %s", code, body)
		}
		done <- v
	}()
	synctest.Wait()
	return done
}

func TestPressingAndAnswering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, people())
		var m apiMessage
		w.must("sendMessage", o{"chat_id": doi, "text": "a", "reply_markup": keyboard(o{"text": "Đã nhận", "callback_data": "d1"})}, &m)

		seen := w.pressing(pressed{Chat: doi, Message: m.MessageID, Data: "d1", From: binh})
		cb := w.drain()[0].Callback
		if cb.From.ID != binh || cb.Data != "d1" || cb.Message.MessageID != m.MessageID || cb.Message.ReplyMarkup == nil || cb.ChatInstance == "" {
			t.Errorf("%+v", cb)
		}
		long := o{"callback_query_id": cb.ID, "text": string(make([]rune, 201))}
		w.refused(w.call("answerCallbackQuery", long), 400, "Bad Request: MESSAGE_TOO_LONG")
		w.must("answerCallbackQuery", o{"callback_query_id": cb.ID, "text": "Đã ghi nhận", "show_alert": true}, nil)
		if v := <-seen; v != (pressView{true, "Đã ghi nhận", true}) {
			t.Errorf("%+v", v)
		}
		w.refused(w.call("answerCallbackQuery", o{"callback_query_id": cb.ID}), 400, tooOld)

		forged := w.pressing(pressed{Chat: doi, Message: m.MessageID, Data: "drop table", From: hoa, Forged: true})
		cb = w.drain()[0].Callback
		if v := <-forged; v.Answered {
			t.Errorf("%+v", v)
		}
		if len(w.Violations()) != 0 {
			t.Error("a violation before the time to answer was over")
		}
		time.Sleep(callbackLife)
		w.refused(w.call("answerCallbackQuery", o{"callback_query_id": cb.ID}), 400, tooOld)
		if v := w.Violations(); len(v) != 1 || v[0].Kind != "unanswered_callback" || v[0].Chat != doi {
			t.Errorf("%+v", v)
		}
	})
}

// One bot can neither answer nor edit in another's name.
func TestBotsDoNotShareWhatIsTheirs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Options{})
		w.write(7, 7, "/start")
		as := func(bot, method string, params o) answered { return w.callAs(t.Context(), bot, method, params) }
		one, other := "77:abc", "78:abc"
		as(one, "sendMessage", o{"chat_id": 7, "text": "a", "reply_markup": keyboard(buttons(1)...)})
		seen := w.pressing(pressed{Chat: 7, Message: 2, Data: "d"})
		var got []heardUpdate
		as(other, "getUpdates", nil).into(t, &got)
		if len(got) != 0 {
			t.Errorf("the other bot heard %+v", got)
		}
		as(one, "getUpdates", o{"offset": -1}).into(t, &got)
		answer := o{"callback_query_id": got[0].Callback.ID}
		w.refused(as(other, "answerCallbackQuery", answer), 400, tooOld)
		w.refused(as(other, "editMessageText", o{"chat_id": 7, "message_id": 2, "text": "b"}), 400, "Bad Request: message can't be edited")
		if a := as(one, "answerCallbackQuery", answer); !a.OK {
			t.Errorf("%+v", a)
		}
		<-seen
	})
}

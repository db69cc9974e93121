package sandbox

import (
	"net/http"
	"testing"
)

// forum is a group with a topic that is open and one that is closed.
func forum() Options {
	opt := people()
	opt.Groups = append(opt.Groups, Group{ID: nhom, Name: "Diễn đàn", Members: []int64{hoa}, Topics: []Topic{
		{ID: 5, Name: "Đôn đốc"}, {ID: 6, Name: "Lưu trữ", Closed: true},
	}})
	return opt
}

func TestTopics(t *testing.T) {
	const closed, none = "Bad Request: TOPIC_CLOSED", "Bad Request: message thread not found"
	for _, c := range []struct {
		name   string
		before []o // what is done to topics
		params o
		want   string // "" for success
		thread int64  // of the message
	}{
		{"without a topic", nil, o{}, "", 0},
		{"an open topic", nil, o{"message_thread_id": 5}, "", 5},
		{"a closed topic", nil, o{"message_thread_id": 6}, closed, 0},
		{"a topic that never was", nil, o{"message_thread_id": 7}, none, 0},
		{"a topic that was deleted", []o{{"chat": nhom, "topic": 5, "deleted": true}}, o{"message_thread_id": 5}, none, 0},
		{"a topic that was closed and opened", []o{{"chat": nhom, "topic": 5, "closed": true}, {"chat": nhom, "topic": 5}}, o{"message_thread_id": 5}, "", 5},
		{"a new topic", []o{{"chat": nhom, "name": "Mới", "topic": 9}}, o{"message_thread_id": 9}, "", 9},
		{"general closed", []o{{"chat": nhom, "topic": 1, "closed": true}}, o{}, closed, 0},
		{"general by its number", nil, o{"message_thread_id": 1}, none, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, forum())
			for _, in := range c.before {
				w.play("topic", in)
			}
			c.params["chat_id"], c.params["text"] = nhom, "a"
			a := w.call("sendMessage", c.params)
			if a.Description != c.want {
				t.Fatalf("got %q, want %q", a.Description, c.want)
			}
			if c.want != "" {
				return
			}
			var m apiMessage
			a.into(t, &m)
			if m.MessageThreadID != c.thread || m.IsTopicMessage != (c.thread != 0) || !m.Chat.IsForum || m.Chat.Type != supergroup {
				t.Errorf("%+v", m)
			}
		})
	}
}

// People write in topics, the bot's answer to them stays there, and it is told when a topic comes, closes and opens.
func TestTalkingInATopic(t *testing.T) {
	w := newWorld(t, people())
	var made topicChange
	w.get(http.MethodPost, "/sandbox/topic", o{"chat": doi, "name": "Quý I", "from": hoa}, &made)
	var v messageView
	w.get(http.MethodPost, "/sandbox/chats/-2001/send", o{"from": hoa, "text": "/nhiemvu", "thread": made.Topic}, &v)
	var m apiMessage
	w.must("sendMessage", o{"chat_id": doi, "text": "Nhiệm vụ", "reply_parameters": o{"message_id": v.ID}}, &m)
	if m.MessageThreadID != made.Topic || !m.IsTopicMessage {
		t.Errorf("%+v", m)
	}
	w.play("topic", o{"chat": doi, "topic": made.Topic, "closed": true})
	if code, body := w.page(http.MethodPost, "/sandbox/chats/-2001/send", o{"from": hoa, "text": "a", "thread": made.Topic}); code != 400 {
		t.Errorf("%d %s", code, body)
	}
	w.play("topic", o{"chat": doi, "topic": made.Topic})
	got := w.drain()
	if len(got) != 4 {
		t.Fatalf("%+v", got)
	}
	if m := got[0].Message; m.ForumTopicCreated == nil || m.ForumTopicCreated.Name != "Quý I" || m.MessageThreadID != made.Topic || made.Topic < 2 {
		t.Errorf("%+v", m)
	}
	if m := got[1].Message; m.Text != "/nhiemvu" || m.MessageThreadID != made.Topic || !m.IsTopicMessage {
		t.Errorf("%+v", m)
	}
	if got[2].Message.ForumTopicClosed == nil || got[3].Message.ForumTopicReopened == nil {
		t.Errorf("%+v %+v", got[2].Message, got[3].Message)
	}
	w.play("topic", o{"chat": doi, "topic": made.Topic, "deleted": true})
	if left := w.messages(doi); len(left) != 0 || len(w.drain()) != 0 {
		t.Errorf("%+v", left)
	}
}

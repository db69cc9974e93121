package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"dondoc/escalation"
	"dondoc/wording"
)

// fileOf is the file that a notice carries; nil: none. What a confidential assignment holds is not passed on.
func fileOf(it wording.Item) *escalation.File {
	if it.Notice.Kind != escalation.KindFile || it.Assignment.Confidential {
		return nil
	}
	return it.Notice.Detail.File
}

// sendFile sends a file by its id, with a caption that names the assignment. One that Telegram does not take that way is told by its name.
func (s *Sender) sendFile(
	ctx context.Context, b escalation.Bundle, it wording.Item, f *escalation.File, words *wording.Words,
) (escalation.Delivered, error) {
	r := &renderer{office: s.office(), words: words, now: s.now(), person: personOf(b.Recipient)}
	of := r.subject(it)
	m := message{chat: b.Chat, topic: b.Topic, text: r.words.Caption(of.Subject, it.Notice), keys: of.keysOfNotice(it.Notice)}
	id, err := s.client.sendFile(ctx, m, *f)
	if unsendable(err) {
		m.text = r.words.Notice(of.Subject, it.Notice)
		id, err = s.client.send(ctx, m)
	}
	if err != nil {
		return escalation.Delivered{Count: 1}, classify(err)
	}
	return escalation.Delivered{MessageID: id, Count: 1}, nil
}

// unsendable reports that this file, or files at all, cannot be sent that way: servers other than Telegram's lack the method.
func unsendable(err error) bool {
	var e *apiError
	return errors.As(err, &e) && (e.code == http.StatusNotFound || e.code == http.StatusBadRequest && !e.refusesChat() && e.migratedTo == 0)
}

// sendFile sends a file that Telegram has, with the message's text as its caption.
func (c *Client) sendFile(ctx context.Context, m message, f escalation.File) (int64, error) {
	method, field := "sendDocument", "document"
	if f.Photo {
		method, field = "sendPhoto", "photo"
	}
	p, err := m.params()
	if err != nil {
		return 0, err
	}
	p["caption"], p[field] = m.text, f.ID
	delete(p, "text")
	delete(p, "disable_web_page_preview")
	p.AddNonZero64("message_thread_id", m.topic)
	result, err := c.call(ctx, method, p, callWithin)
	if err != nil {
		return 0, err
	}
	var sent struct {
		ID int64 `json:"message_id"`
	}
	if err := json.Unmarshal(result, &sent); err != nil {
		c.log.WarnContext(ctx, "Telegram answered something else than a message", "method", method, "error", err)
	}
	return sent.ID, nil
}

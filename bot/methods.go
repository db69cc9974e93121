package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// pollFor is the longest poll that Telegram grants, in seconds.
	pollFor = 50
	// pollWithin bounds a poll that nobody answers.
	pollWithin = (pollFor + 10) * time.Second
)

// Self is the bot as Telegram knows it.
type Self struct {
	ID       int64  `json:"id"`
	Username string `json:"username"` // without @
}

// GetMe asks who the bot is; ErrUnauthorized when Telegram does not know the token.
func (c *Client) GetMe(ctx context.Context) (Self, error) {
	result, err := c.call(ctx, "getMe", nil, callWithin)
	if err != nil {
		return Self{}, err
	}
	var s Self
	if err := json.Unmarshal(result, &s); err != nil {
		return Self{}, fmt.Errorf("getMe: %w", err)
	}
	return s, nil
}

// updates waits so many seconds for updates from offset on; each is left as it came, so that one that cannot be read spoils no other.
func (c *Client) updates(ctx context.Context, offset int64, seconds int) ([]json.RawMessage, error) {
	result, err := c.call(ctx, "getUpdates", tgbotapi.Params{
		"offset":          strconv.FormatInt(offset, 10),
		"timeout":         strconv.Itoa(seconds),
		"allowed_updates": `["message","edited_message","callback_query","my_chat_member"]`,
	}, pollWithin)
	if err != nil {
		return nil, err
	}
	var list []json.RawMessage
	if err := json.Unmarshal(result, &list); err != nil {
		return nil, fmt.Errorf("getUpdates: %w", err)
	}
	return list, nil
}

// message is what is sent or shown in place of another one.
type message struct {
	chat, topic int64
	text        string // in Telegram's HTML
	plain       bool   // text has no tags and no escapes
	keys        keyboard
	// replyTo is the message that it answers, when that is still there; 0: none.
	replyTo int64
	// onlyThere keeps it from going to the group itself when the topic is gone.
	onlyThere bool
	// forced makes the reader's client open a reply, so that in a group it is known what a text answers.
	forced bool
}

func (m *message) params() (tgbotapi.Params, error) {
	p := tgbotapi.Params{"chat_id": strconv.FormatInt(m.chat, 10), "text": m.text, "disable_web_page_preview": "true"}
	if !m.plain {
		p["parse_mode"] = tgbotapi.ModeHTML
	}
	var markup any
	switch {
	case len(m.keys) > 0:
		markup = m.keys.markup()
	case m.forced:
		markup = tgbotapi.ForceReply{ForceReply: true, Selective: true}
	default:
		return p, nil
	}
	if err := p.AddInterface("reply_markup", markup); err != nil {
		return nil, fmt.Errorf("write the buttons: %w", err)
	}
	return p, nil
}

// send sends a message and gives its id. A topic that is gone does not keep it back unless it is meant
// only for that, a message to reply to never.
func (c *Client) send(ctx context.Context, m message) (int64, error) {
	p, err := m.params()
	if err != nil {
		return 0, fmt.Errorf("sendMessage: %w", err)
	}
	p.AddNonZero64("message_thread_id", m.topic)
	if m.replyTo != 0 {
		p.AddNonZero64("reply_to_message_id", m.replyTo)
		p.AddBool("allow_sending_without_reply", true)
	}
	result, err := c.call(ctx, "sendMessage", p, callWithin)
	if err != nil && m.topic != 0 && !m.onlyThere && aboutTopic(err) {
		delete(p, "message_thread_id")
		result, err = c.call(ctx, "sendMessage", p, callWithin)
	}
	if err != nil {
		return 0, err
	}
	var sent struct {
		ID int64 `json:"message_id"`
	}
	// It was sent, whatever the answer looks like.
	if err := json.Unmarshal(result, &sent); err != nil {
		c.log.WarnContext(ctx, "Telegram answered something else than a message", "method", "sendMessage", "error", err)
	}
	c.shown.remember(place{m.chat, sent.ID}, c.shown.looks(&m, p["reply_markup"]))
	return sent.ID, nil
}

// edit shows another text and other keys in place of the message with that id, unless it shows them already.
func (c *Client) edit(ctx context.Context, id int64, m message) error {
	p, err := m.params()
	if err != nil {
		return fmt.Errorf("editMessageText: %w", err)
	}
	p.AddNonZero64("message_id", id)
	at, as := place{m.chat, id}, c.shown.looks(&m, p["reply_markup"])
	if c.shown.hasAll(at, as) {
		return nil
	}
	c.shown.forget(at)
	if err = c.change(ctx, "editMessageText", p); err == nil {
		c.shown.remember(at, as)
	}
	return err
}

// setKeys changes the keys of a message; none takes them away.
func (c *Client) setKeys(ctx context.Context, chat, id int64, keys keyboard) error {
	p := tgbotapi.Params{}
	p.AddNonZero64("chat_id", chat)
	p.AddNonZero64("message_id", id)
	if err := p.AddInterface("reply_markup", keys.markup()); err != nil {
		return fmt.Errorf("editMessageReplyMarkup: %w", err)
	}
	at, markup := place{chat, id}, ""
	if len(keys) > 0 {
		markup = p["reply_markup"]
	}
	if c.shown.has(at, markup) {
		return nil
	}
	if err := c.change(ctx, "editMessageReplyMarkup", p); err != nil {
		c.shown.forget(at)
		return err
	}
	c.shown.rememberMarkup(at, markup)
	return nil
}

func (c *Client) change(ctx context.Context, method string, p tgbotapi.Params) error {
	if _, err := c.call(ctx, method, p, callWithin); err != nil && !unchanged(err) {
		return err
	}
	return nil
}

// answer ends the waiting of who pressed a button: with nothing, a passing line, or an alert that has to be closed. Only the presser
// sees it.
func (c *Client) answer(ctx context.Context, query, text string, alert bool) error {
	p := tgbotapi.Params{"callback_query_id": query}
	p.AddNonEmpty("text", text)
	p.AddBool("show_alert", alert)
	_, err := c.call(ctx, "answerCallbackQuery", p, callWithin)
	return err
}

// command is one line of the menu.
type command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// setCommands sets the menu of a scope in a language, in all languages without one of their own for "".
func (c *Client) setCommands(ctx context.Context, s scope, language string, list []command) error {
	p := tgbotapi.Params{}
	if err := p.AddInterface("scope", s); err != nil {
		return fmt.Errorf("setMyCommands: %w", err)
	}
	if err := p.AddInterface("commands", list); err != nil {
		return fmt.Errorf("setMyCommands: %w", err)
	}
	p.AddNonEmpty("language_code", language)
	_, err := c.call(ctx, "setMyCommands", p, callWithin)
	return err
}

// webhook is the server to which Telegram gives the updates, without the path, which may hold a secret; "": there is none.
func (c *Client) webhook(ctx context.Context) (host string, err error) {
	result, err := c.call(ctx, "getWebhookInfo", nil, callWithin)
	if err != nil {
		return "", err
	}
	var info struct {
		URL string `json:"url"`
	}
	if err = json.Unmarshal(result, &info); err != nil {
		return "", fmt.Errorf("getWebhookInfo: %w", err)
	}
	if info.URL == "" {
		return "", nil
	}
	u, err := url.Parse(info.URL)
	if err != nil {
		return "", errors.New("getWebhookInfo: the address cannot be read")
	}
	return u.Host, nil
}

// dropCommands takes the menu of a scope away, so that the next wider one shows.
func (c *Client) dropCommands(ctx context.Context, s scope) error {
	p := tgbotapi.Params{}
	if err := p.AddInterface("scope", s); err != nil {
		return fmt.Errorf("deleteMyCommands: %w", err)
	}
	_, err := c.call(ctx, "deleteMyCommands", p, callWithin)
	return err
}

// deleteWebhook makes Telegram give updates to who polls.
func (c *Client) deleteWebhook(ctx context.Context) error {
	_, err := c.call(ctx, "deleteWebhook", nil, callWithin)
	return err
}

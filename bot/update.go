package bot

import (
	"encoding/json"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// update is something that happened in Telegram, with what the bot needs of it. What is unknown is left out, so that new kinds of
// messages do no harm.
type update struct {
	ID       int64         `json:"update_id"`
	Message  *incoming     `json:"message"`
	Edited   *incoming     `json:"edited_message"`
	Callback *callback     `json:"callback_query"`
	Member   *memberChange `json:"my_chat_member"`
}

// account is a Telegram user.
type account struct {
	ID    int64 `json:"id"`
	IsBot bool  `json:"is_bot"`
}

// room is a chat.
type room struct {
	ID   int64  `json:"id"`
	Type string `json:"type"` // private, group, supergroup or channel
}

func (r room) private() bool { return r.Type == "private" }

func (r room) group() bool { return r.Type == "group" || r.Type == "supergroup" }

// incoming is a message that somebody wrote, or what Telegram says about a chat.
type incoming struct {
	ID       int64     `json:"message_id"`
	From     account   `json:"from"`
	Chat     room      `json:"chat"`
	Date     int64     `json:"date"` // 0: a message that the bot cannot reach any more
	Text     string    `json:"text"`
	ReplyTo  *incoming `json:"reply_to_message"`
	Thread   int64     `json:"message_thread_id"`
	InTopic  bool      `json:"is_topic_message"`
	MovedTo  int64     `json:"migrate_to_chat_id"`
	MovedOff int64     `json:"migrate_from_chat_id"`
	// What carries a file; files sent together share an album.
	Document *attached  `json:"document"`
	Photo    []attached `json:"photo"` // its sizes
	Caption  string     `json:"caption"`
	Album    string     `json:"media_group_id"`
	// Service messages of groups, to which nobody expects an answer.
	Joined  []account       `json:"new_chat_members"`
	Left    *account        `json:"left_chat_member"`
	Title   string          `json:"new_chat_title"`
	Pinned  json.RawMessage `json:"pinned_message"`
	Created bool            `json:"group_chat_created"`
	// Markup is the keyboard that a pressed button belongs to.
	Markup *tgbotapi.InlineKeyboardMarkup `json:"reply_markup"`
}

// topic is the forum topic that the message is in; 0: none. A thread of replies is no topic.
func (m *incoming) topic() int64 {
	if !m.InTopic {
		return 0
	}
	return m.Thread
}

// callback is a pressed button.
type callback struct {
	ID   string  `json:"id"`
	From account `json:"from"`
	// Message carries the button; nil for one that was sent through another bot.
	Message *incoming `json:"message"`
	Data    string    `json:"data"`
}

// memberChange says what the bot is in a chat from now on.
type memberChange struct {
	Chat room    `json:"chat"`
	From account `json:"from"`
	Old  member  `json:"old_chat_member"`
	New  member  `json:"new_chat_member"`
}

type member struct {
	Status string `json:"status"`
}

// in reports whether the bot may be in the chat.
func (m member) in() bool { return m.Status != "left" && m.Status != "kicked" }

// chat is the chat that an update belongs to; 0 when it belongs to none.
func (u *update) chat() int64 {
	switch {
	case u.Message != nil:
		return u.Message.Chat.ID
	case u.Edited != nil:
		return u.Edited.Chat.ID
	case u.Callback != nil && u.Callback.Message != nil:
		return u.Callback.Message.Chat.ID
	case u.Callback != nil:
		return u.Callback.From.ID
	case u.Member != nil:
		return u.Member.Chat.ID
	}
	return 0
}

// commandOf reads "/name" or "/name@bot" at the start of a text, and what follows it. Whose is "" when no bot is named.
func commandOf(text string) (name, whose, rest string, ok bool) {
	word, rest, _ := strings.Cut(strings.ReplaceAll(text, "\n", " "), " ")
	if len(word) < 2 || word[0] != '/' {
		return "", "", "", false
	}
	name, whose, _ = strings.Cut(word[1:], "@")
	return strings.ToLower(name), whose, strings.TrimSpace(rest), name != ""
}

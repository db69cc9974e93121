package sandbox

import (
	"encoding/json"
	"fmt"
	"time"
)

// The objects of the Bot API as JSON, with the fields that a bot of this kind meets.

type apiUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

// apiMe is the answer of getMe: a user with what only the bot itself is told.
type apiMe struct {
	apiUser
	CanJoinGroups           bool `json:"can_join_groups"`
	CanReadAllGroupMessages bool `json:"can_read_all_group_messages"`
	SupportsInlineQueries   bool `json:"supports_inline_queries"`
	CanConnectToBusiness    bool `json:"can_connect_to_business"`
	HasMainWebApp           bool `json:"has_main_web_app"`
}

type apiChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

// apiFullChat is the answer of getChat.
type apiFullChat struct {
	apiChat
	AccentColorID    int `json:"accent_color_id"`
	MaxReactionCount int `json:"max_reaction_count"`
}

type apiMessage struct {
	MessageID       int64        `json:"message_id"`
	MessageThreadID int64        `json:"message_thread_id,omitempty"`
	IsTopicMessage  bool         `json:"is_topic_message,omitempty"`
	From            apiUser      `json:"from"`
	Chat            apiChat      `json:"chat"`
	Date            int64        `json:"date"`
	EditDate        int64        `json:"edit_date,omitempty"`
	ReplyToMessage  *apiMessage  `json:"reply_to_message,omitempty"`
	Text            string       `json:"text,omitempty"`
	Entities        []entity     `json:"entities,omitempty"`
	Caption         string       `json:"caption,omitempty"`
	CaptionEntities []entity     `json:"caption_entities,omitempty"`
	Document        *apiDocument `json:"document,omitempty"`
	Sticker         *apiSticker  `json:"sticker,omitempty"`
	ReplyMarkup     *apiMarkup   `json:"reply_markup,omitempty"`
	apiService
}

// apiService is what a message tells that nobody has written.
type apiService struct {
	MigrateToChatID    int64         `json:"migrate_to_chat_id,omitempty"`
	MigrateFromChatID  int64         `json:"migrate_from_chat_id,omitempty"`
	ForumTopicCreated  *apiTopicName `json:"forum_topic_created,omitempty"`
	ForumTopicClosed   *struct{}     `json:"forum_topic_closed,omitempty"`
	ForumTopicReopened *struct{}     `json:"forum_topic_reopened,omitempty"`
}

type apiTopicName struct {
	Name      string `json:"name"`
	IconColor int    `json:"icon_color"`
}

// apiInaccessible stands for a message that is deleted; its date is always 0 ([doc] InaccessibleMessage).
type apiInaccessible struct {
	Chat      apiChat `json:"chat"`
	MessageID int64   `json:"message_id"`
	Date      int64   `json:"date"`
}

type apiDocument struct {
	FileName     string `json:"file_name,omitempty"`
	MimeType     string `json:"mime_type,omitempty"`
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	FileSize     int    `json:"file_size"`
}

type apiFile struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	FileSize     int    `json:"file_size"`
	FilePath     string `json:"file_path"`
}

type apiSticker struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	Type         string `json:"type"`
	Width        int    `json:"width"`
	Height       int    `json:"height"`
	IsAnimated   bool   `json:"is_animated"`
	IsVideo      bool   `json:"is_video"`
	Emoji        string `json:"emoji,omitempty"`
}

// apiMarkup is an inline keyboard: the only markup that comes back in a message.
type apiMarkup struct {
	InlineKeyboard [][]button `json:"inline_keyboard"`
}

// button of an inline keyboard: what it says and its one action.
type button struct {
	Text         string `json:"text"`
	URL          string `json:"url,omitempty"`
	CallbackData string `json:"callback_data,omitempty"`
}

// entity marks a part of a text. Offset and length count UTF-16 code units.
type entity struct {
	Type     string   `json:"type"`
	Offset   int      `json:"offset"`
	Length   int      `json:"length"`
	URL      string   `json:"url,omitempty"`
	User     *apiUser `json:"user,omitempty"`
	Language string   `json:"language,omitempty"`
}

func (e entity) end() int { return e.Offset + e.Length }

type apiCallback struct {
	ID           string  `json:"id"`
	From         apiUser `json:"from"`
	Message      any     `json:"message"` // *apiMessage or apiInaccessible
	ChatInstance string  `json:"chat_instance"`
	Data         string  `json:"data"`
}

type apiMember struct {
	Status    string  `json:"status"`
	User      apiUser `json:"user"`
	UntilDate *int64  `json:"until_date,omitempty"`
}

type apiMemberUpdated struct {
	Chat apiChat   `json:"chat"`
	From apiUser   `json:"from"`
	Date int64     `json:"date"`
	Old  apiMember `json:"old_chat_member"`
	New  apiMember `json:"new_chat_member"`
}

type apiWebhookInfo struct {
	URL                  string `json:"url"`
	HasCustomCertificate bool   `json:"has_custom_certificate"`
	PendingUpdateCount   int    `json:"pending_update_count"`
}

type apiCommand struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// update is one entry of a bot's queue, as it is sent.
type update struct {
	id      int64
	kind    string // message, edited_message, callback_query, my_chat_member
	payload json.RawMessage
	until   time.Time // machine time after which it is forgotten
}

// MarshalJSON writes the update as Telegram does: its id and one field named after its kind.
func (u update) MarshalJSON() ([]byte, error) {
	raw, err := json.Marshal(map[string]any{"update_id": u.id, u.kind: u.payload})
	if err != nil {
		return nil, fmt.Errorf("encode update: %w", err)
	}
	return raw, nil
}

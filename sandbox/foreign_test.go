package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// A client that is not ours, with its own types and encoding, holds a conversation: commands, a question with
// buttons, a press that is answered, an edit, a document that is fetched again.
func TestAForeignClientHoldsAConversation(t *testing.T) {
	opt := people()
	opt.Rates = true
	w := newWorld(t, opt)
	srv := httptest.NewServer(w.Server)
	defer srv.Close()
	defer w.Close()

	handled := make(chan error, 10)
	client, err := bot.New(token, bot.WithServerURL(srv.URL), bot.WithNotAsyncHandlers(), bot.WithErrorsHandler(func(error) {}),
		bot.WithDefaultHandler(func(ctx context.Context, b *bot.Bot, u *models.Update) { handled <- converse(ctx, b, u) }))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if me, err := client.GetMe(ctx); err != nil || me.ID != 4242 || me.Username != "don_doc_bot" {
		t.Fatalf("%+v %v", me, err)
	}
	if _, err := client.SetMyCommands(ctx, &bot.SetMyCommandsParams{
		Commands: []models.BotCommand{{Command: "nhiemvu", Description: "Nhiệm vụ"}},
		Scope:    &models.BotCommandScopeChat{ChatID: hoa}, LanguageCode: "vi",
	}); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() { client.Start(ctx); close(stopped) }()

	w.write(hoa, hoa, "/nhiemvu")
	wait(ctx, t, handled)
	asked := w.messages(hoa)
	if len(asked) != 2 || asked[1].HTML != "<b>Nhiệm vụ</b> số 1" || asked[1].ReplyTo != 1 {
		t.Fatalf("%+v", asked)
	}
	var seen pressView
	w.get(http.MethodPost, "/sandbox/press", o{"chat": hoa, "message": 2, "data": "xong:1", "from": hoa}, &seen)
	if seen != (pressView{true, "Đã ghi nhận", true}) {
		t.Errorf("%+v", seen)
	}
	wait(ctx, t, handled)
	after := w.messages(hoa)
	if len(after) != 3 || after[1].Text != "Đã hoàn thành" || !after[1].Edited || len(after[1].Buttons) != 0 || after[2].Document == nil {
		t.Errorf("%+v", after)
	}
	cancel()
	<-stopped
	if v := w.Violations(); len(v) != 0 {
		t.Errorf("%+v", v)
	}
}

// wait returns when the foreign bot has handled one update without an error.
func wait(ctx context.Context, t *testing.T, handled <-chan error) {
	t.Helper()
	select {
	case err := <-handled:
		if err != nil {
			t.Fatal(err)
		}
	case <-ctx.Done():
		t.Fatal(ctx.Err())
	}
}

// converse is the foreign bot.
func converse(ctx context.Context, b *bot.Bot, u *models.Update) error {
	if u.CallbackQuery != nil {
		return finish(ctx, b, u.CallbackQuery)
	}
	if u.Message == nil || u.Message.Entities[0].Type != models.MessageEntityTypeBotCommand {
		return fmt.Errorf("unexpected update %+v", u)
	}
	m, err := b.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: u.Message.Chat.ID, Text: "<b>Nhiệm vụ</b> số 1", ParseMode: models.ParseModeHTML,
		ReplyParameters: &models.ReplyParameters{MessageID: u.Message.ID},
		ReplyMarkup: &models.InlineKeyboardMarkup{
			InlineKeyboard: [][]models.InlineKeyboardButton{{{Text: "Đã hoàn thành", CallbackData: "xong:1"}}},
		},
	})
	if err == nil && (m.Entities[0].Type != models.MessageEntityTypeBold || m.Entities[0].Length != 8 || m.Chat.Type != models.ChatTypePrivate) {
		err = fmt.Errorf("unexpected message %+v", m)
	}
	return err
}

func finish(ctx context.Context, b *bot.Bot, q *models.CallbackQuery) error {
	m := q.Message.Message
	if _, err := b.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: m.Chat.ID, MessageID: m.ID, Text: "Đã hoàn thành"}); err != nil {
		return err
	}
	sent, err := b.SendDocument(ctx, &bot.SendDocumentParams{
		ChatID: m.Chat.ID, Caption: "Nhật ký", Document: &models.InputFileUpload{Filename: "so.csv", Data: strings.NewReader("a;b")},
	})
	if err != nil {
		return err
	}
	f, err := b.GetFile(ctx, &bot.GetFileParams{FileID: sent.Document.FileID})
	if err != nil {
		return err
	}
	r, err := http.Get(b.FileDownloadLink(f))
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if data, err := io.ReadAll(r.Body); err != nil || string(data) != "a;b" || sent.Document.FileName != "so.csv" {
		return fmt.Errorf("fetched %q of %+v: %v", data, sent.Document, err)
	}
	_, err = b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: q.ID, Text: "Đã ghi nhận", ShowAlert: true})
	return err
}

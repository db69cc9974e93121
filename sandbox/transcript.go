package sandbox

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// stamp is how the transcript writes a moment.
const stamp = "02/01/2006 15:04:05"

// getTranscript answers GET /sandbox/transcript, all chats in which there is a message, and with ?chat= the one chat.
func (s *Server) getTranscript(w http.ResponseWriter, r *http.Request) {
	var out strings.Builder
	asked := r.URL.Query().Get("chat")
	id, err := strconv.ParseInt(asked, 10, 64)
	s.mu.Lock()
	switch {
	case asked == "":
		s.writeChats(&out)
	case err == nil && s.chats[id] != nil:
		s.chats[id].write(&out)
	}
	s.mu.Unlock()
	if out.Len() == 0 && asked != "" {
		noChat(w)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	// The only error left is a client that has gone.
	_, _ = io.WriteString(w, out.String())
}

func (s *Server) writeChats(out *strings.Builder) {
	for _, id := range s.order {
		if s.chats[id].last() == nil {
			continue
		}
		if out.Len() > 0 {
			out.WriteString("\n")
		}
		s.chats[id].write(out)
	}
}

// write writes a chat as its members see it: time, who, what, and the buttons below.
func (c *chat) write(out *strings.Builder) {
	fmt.Fprintf(out, "== %s (%d) ==\n", oneLine(c.name), c.id)
	for _, m := range c.messages {
		if !m.deleted {
			m.write(out, c)
		}
	}
}

func (m *message) write(out *strings.Builder, c *chat) {
	fmt.Fprintf(out, "%s  #%d %s", m.date.Format(stamp), m.id, oneLine(m.from.FirstName))
	for _, note := range m.notes(c) {
		out.WriteString(" (" + note + ")")
	}
	out.WriteString(": " + strings.ReplaceAll(m.content(), "\n", "\n    ") + "\n")
	for _, row := range m.keyboard {
		out.WriteString("   ")
		for _, b := range row {
			out.WriteString(" [" + oneLine(b.Text) + "]")
		}
		out.WriteString("\n")
	}
}

// notes are what a reader sees beside a message.
func (m *message) notes(c *chat) []string {
	var notes []string
	if m.by != nil {
		notes = append(notes, "bot")
	}
	if topic := c.topicName(m); topic != "" {
		notes = append(notes, "chủ đề "+oneLine(topic))
	}
	if m.replyTo != nil {
		notes = append(notes, fmt.Sprintf("trả lời #%d", m.replyTo.id))
	}
	if !m.edited.IsZero() {
		notes = append(notes, "đã sửa "+m.edited.Format(stamp))
	}
	return notes
}

// content is what a message says.
func (m *message) content() string {
	switch {
	case m.service != nil:
		return "— " + m.service.text + " —"
	case m.sticker:
		return "[nhãn dán]"
	case m.document != nil:
		file := fmt.Sprintf("[tệp %s, %d byte]", oneLine(m.document.FileName), m.document.FileSize)
		return strings.TrimSpace(file + " " + m.text)
	}
	return m.text
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

package sandbox

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// call is one call of a method by a bot.
type call struct {
	bot     *robot
	method  string
	args    args
	date    time.Time // what messages of this call carry
	machine time.Time // when it came
	fault   *fault    // what goes wrong with it; nil for nothing
}

// method answers a call. Most run under Server.mu; one that waits takes it by itself.
type method struct {
	run   func(s *Server, c *call) (any, error)
	waits func(ctx context.Context, s *Server, c *call) (any, error)
}

// methods are those that a bot of this kind needs, under lower-case names.
func methods() map[string]method {
	return map[string]method{
		"getme":                  {run: (*Server).getMe},
		"getupdates":             {waits: getUpdates},
		"setwebhook":             {run: (*Server).setWebhook},
		"deletewebhook":          {run: (*Server).deleteWebhook},
		"getwebhookinfo":         {run: (*Server).getWebhookInfo},
		"sendmessage":            {run: (*Server).sendMessage},
		"senddocument":           {run: (*Server).sendDocument},
		"sendchataction":         {run: (*Server).sendChatAction},
		"editmessagetext":        {run: (*Server).editMessageText},
		"editmessagereplymarkup": {run: (*Server).editMessageReplyMarkup},
		"deletemessage":          {run: (*Server).deleteMessage},
		"answercallbackquery":    {run: (*Server).answerCallbackQuery},
		"setmycommands":          {run: (*Server).setMyCommands},
		"getmycommands":          {run: (*Server).getMyCommands},
		"deletemycommands":       {run: (*Server).deleteMyCommands},
		"getchat":                {run: (*Server).getChat},
		"getchatmember":          {run: (*Server).getChatMember},
		"getfile":                {run: (*Server).getFile},
	}
}

// serveAPI answers /bot<token>/<method>; the name of the method in any case.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	token, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if !ok {
		writeAnswer(w, nil, notFound("Not Found"))
		return
	}
	b, err := s.bot(token)
	if err != nil {
		writeAnswer(w, nil, err)
		return
	}
	c := &call{bot: b, method: strings.ToLower(name), date: s.date(), machine: s.now()}
	result, err := s.answer(w, r, c)
	if c.fault.resets() {
		s.record(c, 0)
		reset(w)
		return
	}
	s.record(c, s.reply(w, r, c, result, err))
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, c *call) (result any, err error) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return nil, &failure{code: http.StatusMethodNotAllowed, text: "Method Not Allowed"}
	}
	m, ok := s.methods[c.method]
	if !ok {
		return nil, notFound("Not Found: method not found")
	}
	if c.args, err = readArgs(w, r); err != nil {
		return nil, err
	}
	if err := s.goWrong(c); err != nil {
		return nil, err
	}
	if m.waits != nil {
		return m.waits(r.Context(), s, c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return m.run(s, c)
}

// chatID is the chat that a call names, 0 for none.
func (c *call) chatID() int64 { return c.args.number("chat_id", 0, -1<<62, 1<<62) }

// bot finds the bot of a token; where any token is accepted, a new one is a new bot.
func (s *Server) bot(token string) (*robot, error) {
	if !wellFormed(token) {
		return nil, &failure{code: http.StatusUnauthorized, text: "Unauthorized: invalid token specified"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bots[token]
	if b == nil && s.opt.Token != "" {
		return nil, &failure{code: http.StatusUnauthorized, text: "Unauthorized"}
	}
	if b == nil {
		b = s.introduce(token)
		s.bots[token] = b
		s.hearEarly(b)
	}
	return b, nil
}

// wellFormed holds a token to srv ClientManager.cpp: a number, a colon, at most 80 characters.
func wellFormed(token string) bool {
	id, secret, ok := strings.Cut(token, ":")
	n, err := strconv.ParseInt(id, 10, 64)
	return ok && err == nil && n > 0 && n < 1<<54 && id[0] != '0' && id[0] != '+' && len(token) <= 80 && secret != ""
}

// introduce makes up the bot of a token, whose number is the bot's id.
func (s *Server) introduce(token string) *robot {
	id, _, _ := strings.Cut(token, ":")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		n = 1
	}
	name, username := s.opt.BotName, s.opt.BotUsername
	if name == "" {
		name = "Sandbox"
	}
	if username == "" {
		username = "sandbox" + strconv.FormatInt(n, 10) + "_bot"
	}
	return newRobot(n, name, username, s.now())
}

// hearEarly gives the first bot what people did before it came.
func (s *Server) hearEarly(b *robot) {
	for _, n := range s.early {
		s.tellOne(b, n)
	}
	if s.early != nil {
		s.early = nil
		s.touch()
	}
}

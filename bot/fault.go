package bot

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dondoc/escalation"
	"dondoc/wording"
)

// errNotTelegram is an answer that is no JSON object: a gateway's page, say.
var errNotTelegram = errors.New("the answer is not Telegram's")

// ErrUnauthorized is a token that Telegram does not know, or knows no longer.
var ErrUnauthorized = errors.New("telegram does not know the token")

// apiError is Telegram's refusal of a call, or the status of an answer that is not Telegram's.
type apiError struct {
	method      string
	code        int // HTTP status
	description string
	retryAfter  time.Duration
	migratedTo  int64
}

func (e *apiError) Error() string { return fmt.Sprintf("%s: %d %s", e.method, e.code, e.description) }

// Is tells callers about the token without their knowing statuses.
func (e *apiError) Is(target error) bool {
	return target == ErrUnauthorized && (e.code == http.StatusUnauthorized || e.code == http.StatusNotFound)
}

// says reports whether the description has one of these parts, in any case.
func (e *apiError) says(parts ...string) bool {
	d := strings.ToLower(e.description)
	for _, p := range parts {
		if strings.Contains(d, p) {
			return true
		}
	}
	return false
}

// lostError is a call without an answer.
type lostError struct {
	method string
	// wrote is set when the request left this machine: then it may have had its effect.
	wrote bool
	err   error
}

func (e *lostError) Error() string { return fmt.Sprintf("%s: %v", e.method, e.err) }

func (e *lostError) Unwrap() error { return e.err }

// answerOf says what came of a call, by its error.
func answerOf(err error) Answer {
	var refusal *apiError
	switch {
	case err == nil:
		return AnswerOK
	case !errors.As(err, &refusal):
		return AnswerNone
	case refusal.Is(ErrUnauthorized):
		return AnswerUnauthorized
	case refusal.code == http.StatusTooManyRequests:
		return AnswerRateLimited
	case refusal.code == http.StatusConflict:
		return AnswerConflict
	case refusal.code >= http.StatusBadRequest && refusal.code < http.StatusInternalServerError:
		return AnswerRefused
	}
	return AnswerFault
}

// classify says what an error of a call means for what it carried (DESIGN 6.5); nil for nil.
func classify(err error) *escalation.SendError {
	var refusal *apiError
	if errors.As(err, &refusal) {
		return refusal.classify()
	}
	var lost *lostError
	if errors.As(err, &lost) {
		return &escalation.SendError{Outcome: escalation.SendRetry, Uncertain: lost.wrote, Err: err}
	}
	if err == nil {
		return nil
	}
	return &escalation.SendError{Outcome: escalation.SendRetry, Err: err}
}

// classify goes by the status and, where that is ambiguous, by Telegram's description.
func (e *apiError) classify() *escalation.SendError {
	out := &escalation.SendError{Err: e, RetryAfter: e.retryAfter, MigratedTo: e.migratedTo}
	switch {
	case e.migratedTo != 0:
		out.Outcome = escalation.SendMigrated
	case e.code == http.StatusTooManyRequests:
		out.Outcome = escalation.SendRetry
	case e.code >= http.StatusInternalServerError:
		// The server, or a gateway before it, gave up on the call; it may have been carried out.
		out.Outcome, out.Uncertain = escalation.SendRetry, true
	case e.code == http.StatusUnauthorized, e.code == http.StatusNotFound:
		out.Outcome = escalation.SendUnauthorized
	case e.code == http.StatusForbidden, e.refusesChat():
		out.Outcome = escalation.SendUnreachable
	case e.code == http.StatusConflict, e.code < http.StatusBadRequest:
		out.Outcome = escalation.SendRetry
	default:
		out.Outcome = escalation.SendRefused
	}
	return out
}

// refusesChat tells a 400 that is about the chat, so that no message will ever get there, from one about the message.
func (e *apiError) refusesChat() bool {
	return e.says(
		"chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was kicked", "bot was blocked",
		"bot is not a member", "group chat was deleted", "group chat was deactivated", "not enough rights to send", "have no rights to send",
		"chat_write_forbidden", "channel_private", "message thread not found", "topic_closed", "topic_deleted",
	)
}

// refusesMessage reports that Telegram does not take the message as it is written, so that a plainer one may pass.
func refusesMessage(err error) bool {
	failure := classify(err)
	return failure != nil && failure.Outcome == escalation.SendRefused
}

// plainer is a message without tags, and without what Telegram refused it for: half as long if it was too long, without its keys if they
// were the fault.
func plainer(m message, refusal error) message {
	if !m.plain {
		m.text, m.plain = wording.Plain(m.text), true
	}
	var e *apiError
	switch {
	case !errors.As(refusal, &e):
	case e.says("markup", "keyboard", "button"):
		m.keys = nil
	case e.says("too long"):
		m.text = shorten(m.text, textMost/2)
	}
	return fitted(m)
}

// aboutTopic reports that the forum topic is gone, so that the group itself may take the message.
func aboutTopic(err error) bool {
	var e *apiError
	return errors.As(err, &e) && e.code == http.StatusBadRequest && e.says("message thread not found", "topic_closed", "topic_deleted")
}

// unchanged reports an edit that changes nothing.
func unchanged(err error) bool {
	var e *apiError
	return errors.As(err, &e) && e.code == http.StatusBadRequest && e.says("message is not modified")
}

// isConflict reports that somebody else takes the updates.
func isConflict(err error) bool {
	var e *apiError
	return errors.As(err, &e) && e.code == http.StatusConflict
}

// hasWebhook reports that Telegram gives the updates to a webhook, or has just been told to.
func hasWebhook(err error) bool {
	var e *apiError
	return isConflict(err) && errors.As(err, &e) && e.says("webhook")
}

// lost reports that the message to be edited is gone, or too old.
func lost(err error) bool {
	var e *apiError
	return errors.As(err, &e) && e.code == http.StatusBadRequest && e.says("message to edit not found", "message can't be edited", "message_id_invalid")
}

//go:build unix

package e2e

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// arrival is a message as it came to a chat (GET /sandbox/deliveries).
type arrival struct {
	At      time.Time `json:"at"`
	Chat    int64     `json:"chat"`
	Message int64     `json:"message"`
	Text    string    `json:"text"`
	Fault   string    `json:"fault"`

	tells []told
}

// verdict is what the sandbox says about what was planned.
type verdict struct {
	plan     map[told]time.Time
	arrivals []arrival
	// times counts how often each thing was told; first is the index of the message that told it first.
	times map[told]int
	first map[told]int
	// lost was planned, and has to be told, and was not; spared was planned, and what somebody did made it needless.
	lost   []told
	spared int
	// repeats are messages that tell something again; silent are those that do not say so, each after the one that it repeats. unread
	// counts those whose answer was dropped.
	repeats, unread int
	silent          [][2]arrival
}

// verdict reads what has arrived so far.
func (w *siege) verdict(plan map[told]time.Time) *verdict {
	w.t.Helper()
	v := &verdict{plan: plan, times: map[told]int{}, first: map[told]int{}}
	w.box.get("/sandbox/deliveries", &v.arrivals)
	for i := range v.arrivals {
		v.hear(i)
	}
	deeds := w.deeds()
	for k := range plan {
		switch {
		case v.times[k] > 0:
		case needless(k, deeds[k.task]):
			v.spared++
		default:
			v.lost = append(v.lost, k)
		}
	}
	for task, did := range deeds {
		receipt := map[deed]saying{answers: answered, handsIn: handedIn}[did]
		if k := (told{head(task), task, receipt}); v.times[k] == 0 {
			v.lost = append(v.lost, k)
		}
	}
	return v
}

func (v *verdict) hear(i int) {
	a := &v.arrivals[i]
	if a.Fault == "reset_after" || a.Fault == "truncated" {
		v.unread++
	}
	a.tells = heard(a.Chat, a.Text)
	earlier := i
	for _, k := range a.tells {
		if v.times[k]++; v.times[k] == 1 {
			v.first[k] = i
		}
		earlier = min(earlier, v.first[k])
	}
	if earlier < i {
		v.repeats++
		if !strings.Contains(a.Text, "(gửi lại)") {
			v.silent = append(v.silent, [2]arrival{v.arrivals[earlier], *a})
		}
	}
}

// needless reports whether what somebody did about a task may have come before a step was told and made it needless: who hears of a task
// by another step, or a list, may hand it in while its first notice still waits.
func needless(k told, did deed) bool {
	return did == handsIn || did == answers && k.what == reported
}

// deeds are what all heads did, by task.
func (w *siege) deeds() map[int]deed {
	all := map[int]deed{}
	for _, p := range w.people {
		for task, did := range p.done {
			all[task] = did
		}
	}
	return all
}

// judge prints the figures and holds them to the promises.
func (v *verdict) judge(w *siege) {
	w.t.Helper()
	deeds, again := w.deeds(), 0
	for _, p := range w.people {
		again += p.again
	}
	dropped := v.unread + w.timeouts
	allowed := 4*len(w.crashes) + dropped
	w.t.Logf("%d rounds, %d crashes, %d answers dropped, %d steps planned in %d messages: %d lost, %d spared by what people did, %d messages repeated (at most %d)",
		w.rounds, len(w.crashes), dropped, len(v.plan), len(v.arrivals), len(v.lost), v.spared, v.repeats, allowed)
	w.t.Logf("%d deeds of people, %d buttons pressed twice", len(deeds), again)
	for _, k := range v.lost {
		w.t.Errorf("lost: %v, planned at %s", k, v.plan[k].Format(time.TimeOnly))
		w.suspects[k.chat] = true
	}
	if v.repeats > allowed {
		w.t.Errorf("%d messages repeated", v.repeats)
	}
	for _, s := range v.silent {
		w.t.Errorf("a message repeats something and does not say so: first %+v\nthen %+v", s[0], s[1])
	}
	for k := range v.times {
		if _, planned := v.plan[k]; !planned && k.lane() != "" {
			w.t.Errorf("told and never planned: %v", k)
		}
	}
	if len(deeds) == 0 {
		w.t.Error("nobody did anything")
	}
	v.inOrder(w)
	w.obedient()
}

// inOrder checks the order in a chat: what has equal severity comes in the order of becoming due. A message carries the most severe first
// (DESIGN 5), so that what did not fit may be overtaken by what is more severe; it is never overtaken by what is less.
func (v *verdict) inOrder(w *siege) {
	w.t.Helper()
	type place struct {
		chat int64
		what saying
	}
	due := w.due(v.plan)
	latest := map[place]told{}
	for i, a := range v.arrivals {
		news := slices.DeleteFunc(slices.Clone(a.tells), func(k told) bool { return k.lane() == "" || v.first[k] != i })
		for _, k := range news {
			for at, before := range latest {
				if at.chat == k.chat && before.lane() == k.lane() && before.severity() <= k.severity() && due[k].Before(due[before]) {
					w.t.Errorf("out of order: %v, due %s, came after %v, due %s", k, due[k].Format("15:04:05.000"), before, due[before].Format("15:04:05.000"))
				}
			}
		}
		for _, k := range news {
			at := place{k.chat, k.what}
			if before, ok := latest[at]; !ok || due[before].Before(due[k]) {
				latest[at] = k
			}
		}
	}
}

// due is when each thing fell due: as planned, but what follows an unanswered question as the ledger has it, since that runs from when the
// question was sent.
func (w *siege) due(plan map[told]time.Time) map[told]time.Time {
	w.t.Helper()
	due := map[told]time.Time{}
	for k, at := range plan {
		due[k] = at
	}
	rows, err := w.db.Query("SELECT assignment, due FROM notices WHERE kind = 'escalate' AND level = 2")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var at int64
		if err := rows.Scan(&key, &at); err != nil {
			w.t.Fatal(err)
		}
		due[told{tortureSupervisor, taskOf(w, key), reported}] = time.UnixMilli(at)
	}
	return due
}

func taskOf(w *siege, assignment string) int {
	w.t.Helper()
	id, _, _ := strings.Cut(strings.TrimPrefix(assignment, "viec-"), "/")
	n, err := strconv.Atoi(id)
	if err != nil {
		w.t.Fatalf("assignment %q: %v", assignment, err)
	}
	return n
}

// stored compares what dondoc has stored with what the sandbox delivered and with what people did.
func (w *siege) stored(v *verdict) {
	w.t.Helper()
	if n := w.count("SELECT count(*) FROM notices WHERE state IN ('dead', 'missed')"); n != 0 {
		w.t.Errorf("%d notices are dead or missed", n)
	}
	if n := w.count("SELECT count(*) FROM events WHERE kind = 'missed'"); n != 0 {
		w.t.Errorf("%d steps were missed, though no outage lasted an hour", n)
	}
	w.effects()
	w.arrived(v)
}

// effects checks that each deed had its effect once.
func (w *siege) effects() {
	w.t.Helper()
	had := map[string]int{}
	rows, err := w.db.Query("SELECT kind, assignment, count(*) FROM events WHERE kind IN ('answered', 'submitted') GROUP BY kind, assignment")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, key string
		var n int
		if err := rows.Scan(&kind, &key, &n); err != nil {
			w.t.Fatal(err)
		}
		had[fmt.Sprintf("%s task %d", kind, taskOf(w, key))] = n
	}
	for task, did := range w.deeds() {
		effect := fmt.Sprintf("%s task %d", map[deed]string{answers: "answered", handsIn: "submitted"}[did], task)
		if had[effect] != 1 {
			w.t.Errorf("%s: %d effects, want 1", effect, had[effect])
		}
		delete(had, effect)
	}
	for effect, n := range had {
		w.t.Errorf("%s: %d effects, and nobody did it", effect, n)
	}
}

// arrived checks that every message that dondoc says it has sent is in its chat and speaks of the task.
func (w *siege) arrived(v *verdict) {
	w.t.Helper()
	type place struct{ chat, message int64 }
	texts := map[place]string{}
	for _, a := range v.arrivals {
		texts[place{a.Chat, a.Message}] = a.Text
	}
	rows, err := w.db.Query(`SELECT n.assignment, n.kind, n.message_id, CASE WHEN n.chat <> 0 THEN n.chat ELSE l.chat END
		FROM notices n LEFT JOIN links l ON l.kind = n.recipient_kind AND l.id = n.recipient
		WHERE n.state = 'sent' AND n.assignment <> ''`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key, kind string
		var message, chat int64
		if err := rows.Scan(&key, &kind, &message, &chat); err != nil {
			w.t.Fatal(err)
		}
		if title := fmt.Sprintf("Việc thứ %04d ", taskOf(w, key)); !strings.Contains(texts[place{chat, message}], title) {
			w.t.Errorf("the ledger says that message %d to %d told %s of %s; the message reads:\n%s", message, chat, kind, key, texts[place{chat, message}])
		}
	}
}

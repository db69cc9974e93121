package e2e

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"dondoc/internal/testpg"
)

// ended waits for a process to end, and says how long that took and how it ended.
func ended(t *testing.T, r *replica, since time.Time) (took time.Duration, how syscall.WaitStatus) {
	t.Helper()
	select {
	case <-r.done:
	case <-time.After(30 * time.Second):
		t.Fatalf("%s does not end:\n%s", r.name, r.output)
	}
	return time.Since(since), r.cmd.ProcessState.Sys().(syscall.WaitStatus)
}

// A process is told to stop while a call hangs: the call is finished, its outcome stored, and the next one leads right after.
func TestAStoppedLeaderFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	box, first, second := twoReplicas(t)
	held, release := first.wire.hold()
	<-held
	idle, err := net.Dial("tcp", first.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()

	at := time.Now()
	signal(t, first, syscall.SIGTERM)
	eventually(t, 5*time.Second, "it stops", func() bool { return first.says("stopping:") == 1 })
	if second.says("msg=leading") > 0 {
		t.Error("the second one leads while a call of the first one runs")
	}
	release()
	released := time.Now()
	took, how := ended(t, first, at)
	if how.ExitStatus() != 0 || time.Since(released) > 900*time.Millisecond {
		t.Errorf("ended with %d, %v after the answer came", how.ExitStatus(), time.Since(released))
	}
	eventually(t, 2*time.Second, "the second one leads at once", func() bool { return second.says("msg=leading") == 1 })
	t.Logf("stopped in %v, the next one leads after %v", took.Round(time.Millisecond), time.Since(at).Round(time.Millisecond))
	eventually(t, 60*time.Second, "the levels reached the supervisor", func() bool { return mentions(box, 902, "Việc thứ 00") > 0 })
	noRepeats(t, box, 0)
}

// Neither Telegram nor the database answers: stopping takes no longer than it may.
func TestStoppingIsBounded(t *testing.T) {
	t.Parallel()
	_, first, second := twoReplicas(t)
	held, release := first.wire.hold()
	defer release()
	<-held
	first.way.Freeze()
	at := time.Now()
	signal(t, first, syscall.SIGTERM)
	took, how := ended(t, first, at)
	t.Logf("Telegram and PostgreSQL hang: stopped after %v with %d", took.Round(time.Millisecond), how.ExitStatus())
	if took > 15*time.Second || how.ExitStatus() != 0 {
		t.Errorf("stopped after %v with %d", took, how.ExitStatus())
	}
	eventually(t, 20*time.Second, "the second one leads within the lease", func() bool { return second.says("msg=leading") == 1 })
}

// A second signal ends a process at once, whatever is in flight.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	_, first, _ := twoReplicas(t)
	held, release := first.wire.hold()
	defer release()
	<-held
	signal(t, first, syscall.SIGTERM)
	eventually(t, 5*time.Second, "it stops", func() bool { return first.says("stopping:") == 1 })
	at := time.Now()
	signal(t, first, syscall.SIGTERM)
	took, how := ended(t, first, at)
	if took > time.Second || how.Signal() != syscall.SIGTERM {
		t.Errorf("after %v, by signal %v, exit code %d", took, how.Signal(), how.ExitStatus())
	}
	t.Logf("ended by the second signal after %v", took.Round(time.Millisecond))
}

// twoReplicas starts a leader, and a process that stands by.
func twoReplicas(t *testing.T) (box *process, first, second *replica) {
	t.Helper()
	box = sandboxWith(t, 900, 901, 902)
	database := testpg.Database(t)
	begin := time.Now()
	due := func(int) time.Time { return begin.Add(20 * time.Second).Truncate(time.Second) }
	log := &sends{}
	first, second = newReplica(t, "first", box, database, 1, due, log), newReplica(t, "second", box, database, 1, due, log)
	for _, r := range []*replica{first, second} {
		r.addr = listening(t, r.dir)
		r.start(t)
		eventually(t, 20*time.Second, fmt.Sprint(r.name, " is up"), func() bool { return r.says("msg=leading")+r.says("standing by") > 0 })
	}
	return box, first, second
}

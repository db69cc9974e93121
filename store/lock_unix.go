//go:build unix

package store

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// errLocked says that another process holds the lock.
var errLocked = errors.New("the lock is taken")

// lockFile takes a lock that lasts until it is closed or the process ends. The file stays: removing it could leave two processes
// with a lock each, one on a file that has no name any more.
func lockFile(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, wrap("open the lock", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errLocked
	}
	return nil, errors.Join(wrap("lock", err), f.Close())
}

package store

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// errLocked says that another process holds the lock.
var errLocked = errors.New("the lock is taken")

// sharingViolation is what Windows answers when another process has the file open for itself alone.
const sharingViolation = syscall.Errno(32)

// lockFile opens a file that nobody else can open until it is closed or the process ends.
func lockFile(path string) (io.Closer, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, wrap("open the lock", err)
	}
	const noSharing = 0
	handle, err := syscall.CreateFile(name, syscall.GENERIC_WRITE, noSharing, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errLocked
	}
	if err != nil {
		return nil, wrap("open the lock", err)
	}
	return os.NewFile(uintptr(handle), path), nil
}

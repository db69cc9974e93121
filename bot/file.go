package bot

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"dondoc/escalation"
	"dondoc/wording"
)

const (
	// filesMost is how many files a submission may have: as many as an album.
	filesMost = 10
	// fileMost is the largest file, in mebibytes: Telegram lets a bot fetch no larger one.
	fileMost = 20
	mebibyte = 1 << 20
	// nameLongest is how long a file's name may be, in characters, to be kept at all; it is shown shorter.
	nameLongest = 1000
)

// attached is a document that somebody sent, or one size of a photo.
type attached struct {
	ID   string `json:"file_id"`
	Name string `json:"file_name"`
	Type string `json:"mime_type"`
	Size *int64 `json:"file_size"` // bytes; nil: Telegram does not say
}

// bytes is the size of the file; 0 where Telegram does not say it.
func (f *attached) bytes() int64 {
	if f.Size == nil {
		return 0
	}
	return *f.Size
}

// hasFile reports whether a message carries a file that can be handed in.
func (m *incoming) hasFile() bool { return m.Document != nil || len(m.Photo) > 0 }

// file is what the message carries; of a photo the largest size.
func (m *incoming) file() (f attached, photo bool) {
	if m.Document != nil {
		return *m.Document, false
	}
	return slices.MaxFunc(m.Photo, func(a, b attached) int { return int(a.bytes() - b.bytes()) }), true
}

// draftedFiles are the files that a draft holds.
func draftedFiles(draft map[string]string) []escalation.File {
	var files []escalation.File
	// What is there was written by addFile.
	_ = json.Unmarshal([]byte(draft[draftFiles]), &files)
	return files
}

// addFile puts the file of a message into the draft.
func addFile(m *incoming, draft map[string]string) complaint {
	in, photo := m.file()
	files := draftedFiles(draft)
	name := shortenRunes(typed(in.Name), nameLongest)
	switch {
	case in.Size != nil && *in.Size <= 0:
		return complaint{wording.FileEmpty, wording.Args{Text: name}}
	case in.bytes() > fileMost*mebibyte:
		return complaint{wording.FileTooLarge, wording.Args{Text: name, Max: fileMost}}
	case len(files) >= filesMost:
		return complaint{wording.TooManyFiles, wording.Args{Max: filesMost}}
	case in.ID == "" || !utf8.ValidString(in.ID):
		return complaint{key: wording.Unsupported}
	}
	f := escalation.File{ID: in.ID, Name: name, Type: in.Type, Size: in.bytes(), Photo: photo}
	if f.Name == "" && photo {
		f.Name, f.Type = "anh-"+strconv.Itoa(len(files)+1)+".jpg", "image/jpeg"
	} else if f.Name == "" {
		f.Name = "tep-" + strconv.Itoa(len(files)+1)
	}
	raw, err := json.Marshal(append(files, f))
	if err != nil {
		return complaint{key: wording.Busy}
	}
	draft[draftFiles] = string(raw)
	return complaint{}
}

// takeFile takes a file into the draft. The files of an album come one by one: they are stored as they come, and the message that shows
// them is changed in place.
func (g *talking) takeFile(t *turn, m *incoming) reply {
	again := m.Album != "" && g.talk.Draft[draftAlbum] == m.Album && g.talk.Message != 0
	switch {
	case t.secret(&g.a):
		return g.complain(t, complaint{key: wording.NoSecrets})
	case !g.files:
		return g.complain(t, complaint{key: wording.Unsupported})
	}
	if c := addFile(m, g.talk.Draft); c.key != "" {
		return g.complain(t, c)
	}
	if text := typed(m.Caption); text != "" {
		if c := readPaper(g, t, text); c.key != "" {
			return g.complain(t, c)
		}
	}
	g.talk.Draft[draftAlbum] = m.Album
	g.step = max(g.step, 1)
	text := g.text(t, time.Time{})
	if g.step < len(g.asks) {
		text = t.words.Say(wording.FilesTaken, wording.Args{Max: len(draftedFiles(g.talk.Draft))}) + "\n\n" + text
	}
	r := g.question(t, text)
	if again {
		at := shown{message: *r.question, edit: g.talk.Message}
		at.forced = false
		r.question, r.views = nil, []view{func(context.Context) (shown, error) { return at, nil }}
	}
	return r
}

package escalation

// Preference is what somebody chose for a Telegram account.
type Preference struct {
	Account  int64
	Language Language
}

// Resend is an administrator's order to send a dead letter again.
type Resend struct {
	Notice int64  // id
	By     string // person id
}

// Package bot is dondoc in Telegram: what people press and type, keyboards, splitting. Its line out is Sender, which renders what
// delivery has claimed; its line back is Bot, which turns an update into a decision of escalation and stores it in one transaction. It
// is the only package that knows the Telegram library, and no type of that library leaves it.
package bot

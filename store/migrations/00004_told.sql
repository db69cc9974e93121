-- Who was told of what by the ladder: what a person may look at because of that.
CREATE INDEX notices_told ON notices (recipient, assignment)
    WHERE recipient_kind = 'person' AND state IN ('sending', 'sent') AND kind IN ('escalate', 'approval', 'unreachable', 'difficulty');

-- Lists look up what somebody may see part by part: by unit, by reviewing unit, by what is held.
CREATE INDEX assignments_of_reviewer ON assignments (reviewer, in_force_at);
CREATE INDEX assignments_holding ON assignments (unit) WHERE holds <> '';

-- Only what reminds the unit counts as a reminder.
UPDATE assignments SET reminded = (SELECT count(*) FROM (
    SELECT DISTINCT n.deadline, n.kind, n.occurrence FROM notices n
    WHERE n.assignment = assignments.key AND n.state = 'sent' AND n.kind IN ('remind', 'overdue')) AS reminders);

package cli

import "dondoc/web"

// watch is what looks at the engine from outside; heartbeat is a URL, "" for none.
func (e *engine) watch(meters *web.Meters, heartbeat, version string) *web.Watch {
	return web.NewWatch(web.Options{
		Meters: meters, Figures: e.store.Figures, Links: e.store.Links, Open: e.store.CountOpen, Office: e.office.Load, OfficeNow: e.officeNow,
		Lease: e.leader.Lease, Away: e.leader.Away, Heartbeat: heartbeat, Version: version, Log: e.log,
	})
}

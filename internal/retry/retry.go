// Package retry tries again what a bad network made fail, later and later.
//
// Why not each library's own retries: they differ, cannot be told of, and
// multiply with ours.
package retry

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Policy says how often and how late. The zero value tries once.
type Policy struct {
	// Tries counts the first one too.
	Tries int
	// First is how long the second try waits; each later one waits about twice as
	// long, at most a minute.
	First time.Duration
	// Told hears why a try failed and how long the next one waits; it may be nil,
	// and is called by whichever goroutine tries.
	Told func(err error, wait time.Duration)
}

// Usual is the policy of a network: six tries in about half a minute.
func Usual(told func(error, time.Duration)) Policy {
	return Policy{Tries: 6, First: time.Second, Told: told}
}

// Do calls op until it succeeds, fails for good, or has had its tries, and
// returns its last error. An error is for good when lasting says so; lasting may
// be nil.
func Do(ctx context.Context, p Policy, lasting func(error) bool, op func(context.Context) error) error {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.Multiplier, wait.MaxInterval = max(p.First, time.Millisecond), 2, time.Minute
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := op(ctx)
		if err != nil && (ctx.Err() != nil || lasting != nil && lasting(err)) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(wait), backoff.WithMaxTries(uint(max(p.Tries, 1))), backoff.WithMaxElapsedTime(0), backoff.WithNotify(func(err error, d time.Duration) {
		if p.Told != nil {
			p.Told(err, d)
		}
	}))
	return err
}

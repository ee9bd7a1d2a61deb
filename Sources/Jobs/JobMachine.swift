import Vocabulary

/// What happens to a job.
package enum JobTrigger: Hashable, Sendable {
    /// A worker takes it.
    case claim(JobClaim)
    /// Its worker lives.
    case beat(until: Moment)
    case complete
    /// Its handler asks to be called again later; no attempt is counted.
    case snooze(until: Moment)
    /// An attempt failed; worth another, after `pause`.
    case fail(reason: String, pause: Duration)
    /// An attempt failed in a way that no other will mend.
    case discard(reason: String)
    /// Its worker is stopping and did not do it; no attempt is counted.
    case giveBack
    /// Its worker is taken for dead; counts as a failed attempt.
    case rescue(pause: Duration)
    /// Nobody wants it any more.
    case cancel
    /// Someone wants it once more, with all its attempts.
    case retry
    /// Someone wants it now rather than when it is due.
    case stage
}

/// Decides what a trigger makes of a job: pure, without clock or chance.
package enum JobMachine {
    /// The reason of jobs whose worker died.
    package static let lost = "worker lost"

    /// - Returns: the job as it is to be saved; `nil` where the trigger means nothing in its state.
    package static func advance(_ job: Job, by trigger: JobTrigger, now: Moment) -> Job? {
        switch (job.state, trigger) {
        case (.scheduled, .claim(let claim)): job.due <= now ? job.claimed(claim) : nil
        case (.scheduled, .stage): job.waiting(until: min(job.due, now))
        case (.scheduled, .cancel), (.executing, .cancel): job.over(.cancelled, job.reason, now: now)
        case (.executing, .beat(let lease)): job.kept(until: lease)
        case (.executing, .complete): job.over(.completed, nil, now: now)
        case (.executing, .snooze(let moment)): job.waiting(until: moment, attempts: -1)
        case (.executing, .giveBack): job.waiting(until: now, attempts: -1)
        case (.executing, .discard(let reason)): job.over(.discarded, reason, now: now)
        case (.executing, .fail(let reason, let pause)): job.failed(reason, pause: pause, now: now)
        case (.executing, .rescue(let pause)): job.isLost(now) ? job.failed(lost, pause: pause, now: now) : nil
        case (.discarded, .retry), (.cancelled, .retry): job.waiting(until: now, attempts: -job.attempt)
        case (.scheduled, _), (.executing, _), (.completed, _), (.discarded, _), (.cancelled, _): nil
        }
    }
}

extension Job {
    fileprivate func isLost(_ now: Moment) -> Bool { claim.map { $0.lease < now } ?? true }

    fileprivate func claimed(_ claim: JobClaim) -> Job {
        var job = self
        job.state = .executing
        job.claim = claim
        job.attempt += 1
        return job
    }

    fileprivate func kept(until lease: Moment) -> Job {
        var job = self
        job.claim?.lease = lease
        return job
    }

    fileprivate func waiting(until moment: Moment, attempts: Int = 0) -> Job {
        var job = self
        job.state = .scheduled
        job.due = moment
        job.attempt += attempts
        job.claim = nil
        job.finished = nil
        return job
    }

    fileprivate func failed(_ reason: String, pause: Duration, now: Moment) -> Job {
        guard attempt < maxAttempts else { return over(.discarded, reason, now: now) }
        var job = waiting(until: now + pause)
        job.reason = reason
        return job
    }

    fileprivate func over(_ state: JobState, _ reason: String?, now: Moment) -> Job {
        var job = self
        job.state = state
        job.reason = reason
        job.claim = nil
        job.finished = now
        return job
    }
}

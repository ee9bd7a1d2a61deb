import Console
import Demo
import Foundation
import Vocabulary

/// What the console's demo panel can do.
struct DemoHooks: Sendable {
    let feeder: Feeder
    let clock: DemoClock
    let signInCode: String
    let writeKey: String

    func console(address: @escaping @Sendable () -> (host: String, port: Int)) -> ConsoleDemo {
        ConsoleDemo(
            signInCode: signInCode,
            progress: {
                let now = feeder.current
                return ConsoleDemo.Progress(
                    moment: now.isLive ? clock.now : now.moment,
                    start: now.start,
                    end: now.end,
                    ordersSent: now.ordersSent,
                    orderCount: now.orderCount,
                    isPaused: now.isPaused,
                    target: now.target,
                    isLive: now.isLive
                )
            },
            pause: { feeder.pause($0) },
            runThrough: { feeder.run(through: $0) },
            killHard: { kill(getpid(), SIGKILL) },
            placeOrder: { order in try await place(order, at: address()) }
        )
    }

    /// An amount that is none.
    struct NotMoney: Error { var text: String }

    private func place(_ order: ConsoleDemo.Order, at address: (host: String, port: Int)) async throws {
        guard let total = ExactDecimal(money: order.total) else { throw NotMoney(text: order.total) }
        let visitor = VisitorOrder(email: order.email, firstName: order.firstName, total: total)
        let number = SystemClock.now().milliseconds
        try await ShopLine.open(to: address, writeKey: writeKey) { line in
            try await visitor.place(over: line, number: number, now: clock.now)
        }
    }
}

extension BuiltInMailbox {
    /// What the console's mailbox pages read.
    var forConsole: MailboxReading {
        MailboxReading(
            newest: { before, recipient, limit in
                try await newest(before: before ?? .max, to: recipient, limit: limit).map(\.forConsole)
            },
            entry: { id in try await entry(id)?.forConsole }
        )
    }
}

extension BuiltInMailbox.Entry {
    fileprivate var forConsole: MailboxReading.Entry {
        MailboxReading.Entry(id: id, received: received, recipient: recipient, subject: subject, bytes: bytes)
    }
}

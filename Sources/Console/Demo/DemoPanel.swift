import Vocabulary

/// The demo's own part of the home page: where the time-lapse is, and what to try.
struct DemoPanel {
    let visit: Visit
    let progress: ConsoleDemo.Progress

    var html: HTML {
        """
        <section class="card demo" aria-labelledby="demo-title" data-phase="\(progress.phase)">
          <div class="head"><h2 id="demo-title">A record shop that half its customers leave after one order</h2>
          \(if: !progress.isLive, pauseForm)</div>
          \(progress.isLive ? liveText : lapse)
          <div class="columns">\(progress.isLive ? orderForm : comingOrder)\(killForm)</div>
        </section>
        """
    }

    private var lapse: HTML {
        """
        <p>\(Words.number(progress.days + 1)) days of real orders stream in through the HTTP API, shifted to end this week. It is
        now <strong><time datetime="\(progress.moment.description)" data-live-time="demo.moment">\(date(progress.moment))</time></strong>;
        \(LiveText("demo.orders", Int64(progress.ordersSent))) of \(Words.number(progress.orderCount)) orders are in.
        <span role="status">\(LiveText("demo.doing", progress.doing))</span></p>
        <div class="lapse">
          <progress max="\(progress.days)" value="\(progress.day)" data-live-value="demo.day" aria-label="Progress of the time-lapse"></progress>
          <input type="range" min="0" max="\(progress.days)" value="\(progress.sliderDay)" hidden data-live-value="demo.slider"
            data-start="\(date(progress.start))" aria-label="Date of the time-lapse" aria-describedby="lapse-help">
          <div class="ends" aria-hidden="true"><span>\(date(progress.start))</span><output id="lapse-date"></output><span>\(date(progress.end))</span></div>
        </div>
        \(runForm)
        <p class="note" id="lapse-help">Drag the slider, or pick a date: it runs there as fast as it can and pauses. Time runs
        forward only, because what was sent cannot be unsent.</p>
        <p class="problem" id="lapse-problem" role="alert" hidden></p>
        """
    }

    private var runForm: HTML {
        """
        <form method="post" action="\(Pages.demoRun.link)" class="line" id="lapse-run">\(visit.token)
        <label>Run to <input type="date" name="date" required min="\(date(progress.moment))" max="\(date(progress.end))"
          value="\(date(min(progress.moment + .days(30), progress.end)))"></label>
        <button>Run there and pause</button></form>
        """
    }

    private func date(_ moment: Moment) -> Substring { moment.iso8601.prefix(10) }

    private var liveText: HTML {
        """
        <p>The time-lapse has reached today: \(Words.number(progress.ordersSent)) orders are in and the clock is live.
        Place an order as yourself and see the mail within a second.</p>
        """
    }

    private var pauseForm: HTML {
        """
        <form method="post" action="\(Pages.demoPause.link)" id="lapse-pause">\(visit.token)
        <input type="hidden" name="pause" value="\(progress.isPaused ? "0" : "1")">
        <button>\(progress.isPaused ? "Go on" : "Pause")</button></form>
        """
    }

    private var comingOrder: HTML {
        """
        <div class="stack"><h3>Place an order as yourself</h3>
        <p>When the time-lapse reaches today, the clock turns live and you can order, too. Until then
        <a href="\(Pages.journeys.link)">watch people walk</a>, or look at the <a href="\(Pages.mailbox.link)">built-in
        mailbox</a>: every mail goes there, to nobody else.</p></div>
        """
    }

    private var orderForm: HTML {
        """
        <form method="post" action="\(Pages.demoOrder.link)" class="stack">\(visit.token)
          <h3>Place an order as yourself</h3>
          <label>First name <input name="firstName" value="Ada" required maxlength="80"></label>
          <label>Email <input type="email" name="email" value="ada@you.example" required></label>
          <label>Total, $ <input name="total" value="120.00" inputmode="decimal" required></label>
          <button class="primary">Order</button>
          <p class="note">Every mail goes to the <a href="\(Pages.mailbox.link)">built-in mailbox</a>, to nobody else.</p>
        </form>
        """
    }

    private var killForm: HTML {
        """
        <form method="post" action="\(Pages.demoKill.link)" class="stack">\(visit.token)
          <h3>Pull the plug</h3>
          <p>Ends the server as <code>kill -9</code> would, in the middle of whatever it does. It starts again, the numbers
          go on where they were, and <code>sojourn check</code> comes out clean.</p>
          <button class="danger">kill -9</button>
        </form>
        """
    }
}

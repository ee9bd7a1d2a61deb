#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What this machine can do at best, measured beside a bench with the same payload. Prints how many a second.
///
///     Ceiling append   --file F --bytes N --group N        bytes to a file, fdatasync after each group
///     Ceiling copy     --url U  --bytes N --group N        the same bytes by COPY into PostgreSQL
///     Ceiling sqlite   --file F                            bare SQLite: event, person, 0.2 timer
///     Ceiling postgres --url U                             bare PostgreSQL: the same rows
///
/// All take `--seconds S`.
func fail(_ text: String) -> Never {
    _ = (text + "\n").withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(1)
}

func perSecond(_ count: Int, for seconds: Double, _ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let began = now()
    var done = 0
    while now() < began + seconds {
        body()
        done += count
    }
    return Double(done) / (now() - began)
}

let options = Options(Array(CommandLine.arguments.dropFirst()))
let seconds = options.decimal("seconds", or: 2)
let (bytes, group) = (options.number("bytes", or: 1029), options.number("group", or: 17))
let batch = options.number("batch", or: 1000)
switch CommandLine.arguments.dropFirst().first {
case "append": print(append(file: options["file"], bytes: bytes, group: group, seconds: seconds))
case "copy": print(BarePostgres(url: options["url"]).copy(bytes: bytes, group: group, seconds: seconds))
case "sqlite": print(BareSQLite(file: options["file"]).measure(batch: batch, seconds: seconds))
case "postgres": print(BarePostgres(url: options["url"]).measure(batch: batch, seconds: seconds))
default: fail("usage: Ceiling append|copy|sqlite|postgres …")
}

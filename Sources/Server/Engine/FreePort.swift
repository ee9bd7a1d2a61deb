import NIOCore
import NIOPosix

/// A port on loopback that nobody listens on.
enum FreePort {
    struct NoneFound: Error {}

    /// Somebody else may take it before we do; then listening fails and says so.
    static func find() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port
        try await channel.close()
        guard let port else { throw NoneFound() }
        return port
    }
}

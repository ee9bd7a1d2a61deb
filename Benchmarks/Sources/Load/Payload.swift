/// Requests of one size, made once and then only stamped: every event has a message id, a person and a name of its own.
///
/// An event is a Segment `track` of about 1 KB, the same that the ceilings write.
struct Payload {
    /// Names of one length, so that they can be stamped; one event in five has one of the ten that journeys hear.
    private static let viewed = Array("Product Viewed".utf8)
    private static let placed = (0..<10).map { Array("Order Placed \($0)".utf8) }

    private(set) var bytes: [UInt8]
    let events: Int
    private let people: Int
    private let places: [Places]
    private var dice: Dice
    private var serial: Int

    private struct Places {
        var name: Int
        var message: Int
        var person: Int
    }

    /// - Parameter serial: the first message id; ids of two generators must not meet.
    init(method: String, path: String, key: String, events: Int, people: Int, serial: Int, timestamp: String) {
        let isSingle = events == 1
        let one = Self.event(type: isSingle ? "" : #""type":"track","#, timestamp: timestamp)
        let list = Array(repeating: one, count: events).joined(separator: ",")
        let body = isSingle ? one : #"{"batch":[\#(list)],"sentAt":"\#(timestamp)"}"#
        let head = """
            \(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(key)\r\n\
            Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n
            """
        bytes = Array((head + body).utf8)
        self.events = events
        self.people = people
        self.serial = serial
        dice = Dice(seed: serial + 1)
        let names = Self.positions(of: "Product Viewed", in: bytes)
        let messages = Self.positions(of: "m-000000000000", in: bytes)
        let persons = Self.positions(of: "user-0000000", in: bytes)
        places = (0..<events).map { Places(name: names[$0], message: messages[$0] + 2, person: persons[$0] + 5) }
    }

    /// Makes it a request that was never sent before.
    mutating func stamp() {
        for place in places {
            serial += 1
            write(serial, digits: 12, at: place.message)
            write(dice.roll(below: people), digits: 7, at: place.person)
            let roll = dice.roll(below: 50)
            bytes.replaceSubrange(
                place.name..<place.name + Self.viewed.count,
                with: roll < 10 ? Self.placed[roll] : Self.viewed
            )
        }
    }

    private mutating func write(_ number: Int, digits: Int, at position: Int) {
        var rest = number
        for index in stride(from: position + digits - 1, through: position, by: -1) {
            bytes[index] = UInt8(48 + rest % 10)
            rest /= 10
        }
    }

    private static func positions(of text: String, in bytes: [UInt8]) -> [Int] {
        let text = Array(text.utf8)
        var found: [Int] = []
        var index = 0
        while index + text.count <= bytes.count {
            if bytes[index] == text[0], bytes[index..<index + text.count].elementsEqual(text) {
                found.append(index)
                index += text.count
            } else {
                index += 1
            }
        }
        return found
    }

    private static func event(type: String, timestamp: String) -> String {
        """
        {\(type)"messageId":"m-000000000000","userId":"user-0000000","event":"Product Viewed",\
        "timestamp":"\(timestamp)","properties":{"order_id":"50314b8e9bcf000000000000","affiliation":"Web Store",\
        "total":27.50,"revenue":25.00,"shipping":3,"tax":2,"discount":2.5,"coupon":"hasbros","currency":"USD",\
        "products":[{"product_id":"507f1f77bcf86cd799439011","sku":"45790-32","name":"Monopoly: 3rd Edition",\
        "price":19,"quantity":1,"category":"Games","url":"https://www.example.com/product/path",\
        "image_url":"https://www.example.com/product/path.jpg"},{"product_id":"505bd76785ebb509fc183733",\
        "sku":"46493-32","name":"Uno Card Game","price":3,"quantity":2,"category":"Games"}]},\
        "context":{"ip":"203.0.113.17","locale":"en-US","library":{"name":"analytics.js","version":"2.11.1"},\
        "page":{"path":"/checkout","referrer":"https://www.example.com/cart","search":"","title":"Checkout",\
        "url":"https://www.example.com/checkout"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",\
        "screen":{"width":1440,"height":900}}}
        """
    }
}

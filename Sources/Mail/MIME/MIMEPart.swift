/// A node of a message's body: its own headers and its content.
indirect enum MIMEPart {
    case text([UInt8])
    case html([UInt8])
    case attachment(MailMessage.Attachment)
    case multipart(String, [MIMEPart])

    /// Writes the part's headers, the empty line and its body.
    ///
    /// `seed` makes the boundary. `=_` begins it because no encoded body can hold that, and seven-bit bodies have no
    /// line that starts with `--`.
    func write(to writer: inout HeaderWriter, seed: String) {
        switch self {
        case .text(let body): Self.write(body, subtype: "plain", to: &writer)
        case .html(let body): Self.write(body, subtype: "html", to: &writer)
        case .attachment(let attachment): Self.write(attachment, to: &writer)
        case .multipart(let subtype, let parts): Self.write(parts, subtype: subtype, to: &writer, seed: seed)
        }
    }

    private static func write(_ body: [UInt8], subtype: String, to writer: inout HeaderWriter) {
        let encoding = TransferEncoding(for: body)
        writer.write("Content-Type", "text/\(subtype); charset=utf-8")
        writer.write("Content-Transfer-Encoding", encoding.rawValue)
        writer.endHeaders()
        encoding.append(body, to: &writer.bytes)
    }

    private static func write(_ attachment: MailMessage.Attachment, to writer: inout HeaderWriter) {
        writer.write("Content-Type", attachment.type.description)
        writer.write("Content-Transfer-Encoding", TransferEncoding.base64.rawValue)
        writer.write(
            "Content-Disposition",
            [Array("attachment;".utf8)] + MIMEParameter(name: "filename", value: attachment.name).words
        )
        writer.endHeaders()
        Base64.appendLines(attachment.bytes, to: &writer.bytes)
    }

    private static func write(_ parts: [MIMEPart], subtype: String, to writer: inout HeaderWriter, seed: String) {
        let boundary = "=_\(subtype.prefix(3))\(seed)"
        writer.write(
            "Content-Type",
            [Array("multipart/\(subtype);".utf8)] + MIMEParameter(name: "boundary", value: boundary).words
        )
        writer.endHeaders()
        for (index, part) in parts.enumerated() {
            // The line break before a boundary belongs to the boundary (RFC 2046 5.1.1).
            writer.bytes.append(contentsOf: "\(index == 0 ? "" : "\r\n")--\(boundary)\r\n".utf8)
            part.write(to: &writer, seed: seed)
        }
        writer.bytes.append(contentsOf: "\r\n--\(boundary)--\r\n".utf8)
    }
}

import Deliveries
import Store
import Vocabulary

/// Whether servers are at work on a store that several processes may share.
package enum StoreUse {
    /// - Throws: `BackupFault` where a pipeline's or a worker's lease has not run out.
    package static func refuse(in db: Transaction) throws {
        let pipeline = try RestoreTable.lease(in: db) ?? .distantPast
        let sender = try DeliveryWorkerTable.lastSeen(in: db).map { $0 + DeliveryWorkerTable.lease } ?? .distantPast
        let free = max(pipeline, sender)
        guard free <= db.now else {
            let wait = (free - db.now).milliseconds / 1000 + 1
            throw BackupFault(
                .storeInUse,
                "a server works on it; stop it, or wait \(wait) s where it was killed"
            )
        }
    }
}

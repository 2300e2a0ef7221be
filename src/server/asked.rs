//! What a request is answered from.

use std::sync::Arc;

use super::abilities::Abilities;
use super::shared_session::SharedSession;
use crate::model::snapshot::Snapshot;

/// The state at a request's arrival.
pub(super) struct Asked {
    /// All that is known.
    pub snapshot: Arc<Snapshot>,
    /// The session, for what is newer.
    pub session: Arc<SharedSession>,
    /// What the client can do.
    pub client: Abilities,
}

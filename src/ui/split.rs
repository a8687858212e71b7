//! Where the program is cut. Release builds make a file of its own of everything that only one of
//! the functions below reaches (see `xtask/src/chunks.rs`); all other builds call them directly.
//!
//! Each group costs shared files with every other group, so there are few. What is reached from
//! anywhere else, even as the address of a function, lies in the first view again:
//! `cargo xtask sizes` tells.

use std::sync::Arc;

use super::chunk::{Brought, Chunk, NotLoaded};
use super::state::{
    self, Answers, Beyond, Chunks, Evidence, Extras, Files, Funnel, Hosted, Pictures, Setup,
    Sheets, Workshop,
};
use super::{components, files, pages, shell, start};

/// A function at which release builds cut the program: asynchronous, because what it gives may have
/// to be fetched first.
macro_rules! chunk {
    ($group:ident, fn $name:ident() -> $gives:ty { $value:expr }) => {
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($group, fallible, wasm_split_path = ::leptos::wasm_split)]
        fn $name() -> Result<$gives, NotLoaded> {
            Ok($value)
        }

        #[cfg(not(feature = "split"))]
        async fn $name() -> Result<$gives, NotLoaded> {
            Ok($value)
        }
    };
}

chunk!(
    funnel,
    fn funnel() -> Funnel {
        state::funnel()
    }
);
chunk!(
    setup,
    fn setup() -> Setup {
        Setup {
            page: pages::setting_up,
        }
    }
);
chunk!(
    answers,
    fn answers() -> Answers {
        Answers {
            page: pages::answering,
        }
    }
);
chunk!(
    beyond,
    fn beyond() -> Beyond {
        Beyond {
            page: pages::beyond_answering,
        }
    }
);
chunk!(
    audit,
    fn audit() -> Beyond {
        Beyond {
            page: pages::auditing,
        }
    }
);
chunk!(
    extras,
    fn extras() -> Extras {
        Extras {
            dialogs: shell::dialogs,
            beside: components::beside,
            second: components::second_figure,
            leave_out: components::leave_out,
        }
    }
);
chunk!(
    pictures,
    fn pictures() -> Pictures {
        Pictures {
            page: pages::picturing,
            save: pages::save_drawn,
            graph: pages::graph_of,
            search: pages::open_search,
            trends: pages::trends,
            spark: pages::spark,
            spark_of: pages::spark_of,
            sample: pages::show_sample,
        }
    }
);
chunk!(
    evidence,
    fn evidence() -> Evidence {
        Evidence {
            dialog: shell::proofs_dialog,
        }
    }
);
chunk!(
    files,
    fn files_of_others() -> Files {
        files::files()
    }
);
chunk!(
    sheets,
    fn workbook() -> Sheets {
        files::workbook()
    }
);
chunk!(
    workshop,
    fn workshop() -> Workshop {
        Workshop { page: pages::model }
    }
);
chunk!(
    host,
    fn host() -> Hosted {
        Hosted {
            start: start::hosted,
        }
    }
);

/// Loads a chunk, and forgets which it is.
macro_rules! brings {
    ($name:ident) => {
        || Box::pin(async { $name().await.map(|brought| Arc::new(brought) as Brought) })
    };
}

/// The chunks that a page may ask for.
pub fn chunks() -> Chunks {
    Chunks {
        funnel: Chunk::new(brings!(funnel)),
        answers: Chunk::new(brings!(answers)),
        beyond: Chunk::new(brings!(beyond)),
        audit: Chunk::new(brings!(audit)),
        pictures: Chunk::new(brings!(pictures)),
        setup: Chunk::new(brings!(setup)),
        extras: Chunk::new(brings!(extras)),
        evidence: Chunk::new(brings!(evidence)),
        files: Chunk::new(brings!(files_of_others)),
        sheets: Chunk::new(brings!(workbook)),
        workshop: Chunk::new(brings!(workshop)),
    }
}

/// Loads what a second thread does.
pub async fn load_work() -> Result<Sheets, NotLoaded> {
    workbook().await
}

/// Loads what starts a page that is not plain.
pub async fn load_host() -> Result<Hosted, NotLoaded> {
    host().await
}

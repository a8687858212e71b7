//! Files in and out. Each format has types of its own here, converted by hand to and from the
//! domain: a format is a promise that outlives the code.

pub mod assessment_file;
pub mod batch;
pub mod csv;
pub mod dsomm;
pub mod excerpt;
pub mod export;
pub mod index_file;
pub mod json;
pub mod kind;
pub mod link;
pub mod model_files;
pub mod picture;
pub mod several;
pub mod text_file;
pub mod undo_file;

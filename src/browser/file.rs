//! Files from and to the user's disk.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Reads a file. `Err`: a sentence for the user.
pub async fn read_bytes(file: &web_sys::File, limit: usize) -> Result<Vec<u8>, String> {
    let size = file.size();
    if size > limit as f64 {
        return Err(format!(
            "“{}” has {} MB; files of up to {} MB are read. Check that it is the right one.",
            file.name(),
            (size / 1_048_576.0).ceil() as u64,
            limit >> 20
        ));
    }
    read_part(file, 0, size as usize).await
}

/// Reads a part of a file: up to so many bytes, at least one where there is one. `Err`: a sentence
/// for the user.
pub async fn read_part(file: &web_sys::File, from: usize, bytes: usize) -> Result<Vec<u8>, String> {
    let part = try_read(file, from as f64, (from + bytes) as f64).await;
    // A file that was cut meanwhile has nothing left where there was something.
    part.ok().filter(|part| !part.is_empty() || bytes == 0).ok_or_else(|| {
        format!(
            "“{}” could not be read. Check that it still exists and that you may read it, then choose it again.",
            file.name()
        )
    })
}

async fn try_read(file: &web_sys::File, from: f64, to: f64) -> Result<Vec<u8>, JsValue> {
    let part = file.slice_with_f64_and_f64(from, to)?;
    let buffer = JsFuture::from(part.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A file that is on no disk.
pub fn file_of(name: &str, text: &str) -> Option<web_sys::File> {
    let parts = Array::of1(&JsValue::from_str(text));
    web_sys::File::new_with_str_sequence(&parts, name).ok()
}

/// Offers a text as a file to save. `Err`: a sentence for the user.
pub fn download(name: &str, media_type: &str, text: &str) -> Result<(), String> {
    try_download(name, media_type, text)
        .map_err(|_| "The browser did not let this page save a file.".to_owned())
}

fn try_download(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has its own hold on the data once it has begun.
    gloo_timers::callback::Timeout::new(30_000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

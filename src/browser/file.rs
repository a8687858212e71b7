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
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| {
        format!(
            "“{}” could not be read. Check that it still exists and that you may read it, then choose it again.",
            file.name()
        )
    })?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
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

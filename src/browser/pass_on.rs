//! Hands a text on: into the clipboard, or to another program of the device.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use super::picture::{blob, call, save, set, wait};

fn navigator() -> Result<JsValue, JsValue> {
    Reflect::get(&js_sys::global(), &"navigator".into())
}

/// Puts a text into the clipboard. `Err`: a sentence for the user.
pub async fn copy_text(text: &str) -> Result<(), String> {
    let copy = async {
        let clipboard = Reflect::get(&navigator()?, &"clipboard".into())?;
        wait(call(&clipboard, "writeText", &[text.into()])?).await
    };
    copy.await.map(|_| ()).map_err(|_| {
        "The browser did not let this page write into the clipboard. Mark the text and copy it by hand."
            .to_owned()
    })
}

/// Whether the device has a way to hand on an address.
pub fn can_share() -> bool {
    navigator()
        .and_then(|navigator| Reflect::get(&navigator, &"share".into()))
        .is_ok_and(|share| share.is_function())
}

/// Lets the device hand on an address. `Err`: a sentence for the user; whoever changes their mind has
/// made no mistake.
pub async fn share_text(title: &str, url: &str) -> Result<(), String> {
    let share = async {
        let what = Object::new();
        set(&what, "title", title.into())?;
        set(&what, "url", url.into())?;
        wait(call(&navigator()?, "share", &[what.into()])?).await
    };
    match share.await {
        Ok(_) => Ok(()),
        Err(why) => {
            let name = Reflect::get(&why, &"name".into()).ok();
            match name.and_then(|name| name.as_string()).as_deref() {
                Some("AbortError") => Ok(()),
                _ => Err("The device did not take the link. Copy it instead.".to_owned()),
            }
        }
    }
}

/// Offers bytes as a file to save. `Err`: a sentence for the user.
pub fn download_bytes(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), String> {
    let saved =
        blob(js_sys::Uint8Array::from(bytes).into(), media_type).and_then(|blob| save(&blob, name));
    saved.map_err(|_| "The browser did not let this page save a file.".to_owned())
}

//! A value that copies share, and that is made when somebody looks at it first.
//!
//! A company of a thousand teams has a quarter of a million answers for each cycle. The first page
//! shows those of one team, and most copies of an assessment change none: so what was stored stays
//! packed until it is looked at, and is not written anew in each copy.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock};

type Make<T> = Box<dyn Fn() -> T + Send + Sync>;

/// Used like the value itself. Looking at it makes it; changing it makes it this copy's own.
pub struct Lazy<T>(Arc<Inner<T>>);

struct Inner<T> {
    value: OnceLock<T>,
    /// Makes the value for whoever looks first.
    make: Option<Make<T>>,
    /// What the value is made of, as long as it says the same.
    source: Option<Arc<str>>,
}

impl<T> Lazy<T> {
    /// A value that is there.
    pub fn new(value: T) -> Self {
        Self(Arc::new(Inner {
            value: OnceLock::from(value),
            make: None,
            source: None,
        }))
    }

    /// A value that is made of a text once it is looked at.
    pub fn later(source: Option<Arc<str>>, make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner {
            value: OnceLock::new(),
            make: Some(Box::new(make)),
            source,
        }))
    }

    /// A value that was made of a text, and is there.
    pub fn made(source: &str, value: T) -> Self {
        Self(Arc::new(Inner {
            value: OnceLock::from(value),
            make: None,
            source: Some(source.into()),
        }))
    }

    /// Nobody has looked at it yet.
    pub fn is_packed(&self) -> bool {
        self.0.value.get().is_none()
    }

    /// The text that it was made of, or will be: only as long as it has not been changed.
    pub fn source(&self) -> Option<&Arc<str>> {
        self.0.source.as_ref()
    }

    /// It is the same value, not only an equal one; nobody has to look.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: Default> Lazy<T> {
    /// The value; made now if nobody has looked yet.
    pub fn look(&self) -> &T {
        let make = || self.0.make.as_ref().map(|make| make()).unwrap_or_default();
        self.0.value.get_or_init(make)
    }
}

impl<T: Default + Clone> Lazy<T> {
    /// The value itself; copied where others share it.
    pub fn into_inner(self) -> T {
        self.look();
        let own = Arc::try_unwrap(self.0);
        own.map_or_else(
            |shared| shared.value.get().cloned().unwrap_or_default(),
            |own| own.value.into_inner().unwrap_or_default(),
        )
    }
}

impl<T: Default> Deref for Lazy<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.look()
    }
}

impl<T: Default + Clone> DerefMut for Lazy<T> {
    fn deref_mut(&mut self) -> &mut T {
        if self.is_packed() || self.0.source.is_some() || Arc::get_mut(&mut self.0).is_none() {
            *self = Self::new(std::mem::take(self).into_inner());
        }
        let own = Arc::get_mut(&mut self.0).and_then(|inner| inner.value.get_mut());
        own.expect("nobody else has it yet")
    }
}

impl<T> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Default> Default for Lazy<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Default + PartialEq> PartialEq for Lazy<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.look() == other.look()
    }
}

impl<T: Default + Eq> Eq for Lazy<T> {}

impl<T: Default + fmt::Debug> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.look().fmt(f)
    }
}

impl<T> From<T> for Lazy<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<A, T: FromIterator<A>> FromIterator<A> for Lazy<T> {
    fn from_iter<I: IntoIterator<Item = A>>(all: I) -> Self {
        Self::new(all.into_iter().collect())
    }
}

impl<'l, T: Default> IntoIterator for &'l Lazy<T>
where
    &'l T: IntoIterator,
{
    type Item = <&'l T as IntoIterator>::Item;
    type IntoIter = <&'l T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.look().into_iter()
    }
}

impl<T: Default + Clone + IntoIterator> IntoIterator for Lazy<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.into_inner().into_iter()
    }
}

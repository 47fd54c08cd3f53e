// Keeps what this browser chose, and tells this page as the browser tells its other tabs.

export function choose(key, newValue) {
  try {
    if (newValue === null) localStorage.removeItem(key);
    else localStorage.setItem(key, newValue);
  } catch {
    // Blocked: the choice holds until the page is left.
  }
  dispatchEvent(new StorageEvent("storage", { key, newValue }));
}

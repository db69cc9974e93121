"use strict";

// Sets the colours before anything is drawn: those that were chosen here, else those of the system.
const theme = {
  key: "dondoc-theme",
  system: matchMedia("(prefers-color-scheme: dark)"),

  // The storage may be closed to pages; then the choice lasts as long as the page.
  chosen() {
    try {
      return localStorage.getItem(this.key);
    } catch {
      return null;
    }
  },

  apply(name) {
    const dark = (name || (this.system.matches ? "dark" : "light")) === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    const button = document.getElementById("theme");
    if (button) button.textContent = dark ? "Nền sáng" : "Nền tối";
  },

  // toggle chooses the other colours; a choice that agrees with the system is no choice, and follows it from then on.
  toggle() {
    const name = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try {
      if ((name === "dark") === this.system.matches) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, name);
    } catch { /* see chosen */ }
    this.apply(name);
  },
};

theme.apply(theme.chosen());
theme.system.addEventListener("change", () => theme.apply(theme.chosen()));
document.addEventListener("DOMContentLoaded", () => {
  theme.apply(document.documentElement.dataset.theme);
  document.getElementById("theme").addEventListener("click", () => theme.toggle());
});

// Runs before the page is drawn, so that it does not flash in the wrong colours.
"use strict";
(() => {
    const KEY = "asyncio4j-monitor-theme";
    const ALL = ["auto", "light", "dark"];
    let theme = "auto";
    try {
        const kept = localStorage.getItem(KEY);
        theme = ALL.includes(kept) ? kept : "auto";
    } catch {
        // a browser that keeps nothing
    }
    const show = () => {
        document.documentElement.dataset.theme = theme;
        const button = document.getElementById("theme");
        if (button) {
            button.textContent = theme;
        }
        window.dispatchEvent(new Event("themechange"));
    };
    const next = () => {
        theme = ALL[(ALL.indexOf(theme) + 1) % ALL.length];
        try {
            localStorage.setItem(KEY, theme);
        } catch {
            // the same
        }
        show();
    };
    show();
    document.addEventListener("DOMContentLoaded", () => {
        document.getElementById("theme").addEventListener("click", next);
        show();
    });
    document.addEventListener("keydown", event => {
        if (event.key === "d" && !event.ctrlKey && !event.metaKey && !event.altKey
                && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
            next();
        }
    });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
})();

try { const theme = localStorage.getItem("readiness-theme"); if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme; } catch { /* the system's theme then */ }

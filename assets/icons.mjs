/** Icons of the sprite, by their lucide names. `symbol()` refuses a name that is not here. */
export const icons = [
  "arrow-left", "arrow-right", "ban", "banknote", "bell", "calculator", "calendar", "calendar-clock", "check",
  "chevron-down", "chevron-left", "chevron-right", "circle-alert", "circle-check", "circle-dot",
  "circle-question-mark", "circle-user-round", "circle-x", "clock", "cloud-check", "cloud-off", "copy",
  "credit-card", "download", "ellipsis", "external-link", "eye", "file-text", "files", "hand-coins", "history",
  "house", "inbox", "info", "landmark", "list-filter", "lock", "log-in", "log-out", "mail", "map-pin",
  "menu", "paperclip", "pencil", "percent", "phone", "plus", "printer", "receipt", "refresh-cw", "search", "send",
  "settings", "shield-check", "trash-2", "triangle-alert", "undo-2", "upload", "user", "users", "wallet",
  "wifi-off", "x",
];

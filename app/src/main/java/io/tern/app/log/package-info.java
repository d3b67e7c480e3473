/// Structured log lines on one stream: text for people or one JSON object a line. Any thread, loops
/// included, may log: a line is handed to the log's own thread or, when that is behind, counted and
/// dropped. Messages that peers can cause are limited per kind.
package io.tern.app.log;

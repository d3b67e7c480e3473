/// The configuration: one YAML file, environment variables and options, by one list of keys. Read once
/// at start, on the main thread; immutable afterwards.
package io.tern.app.config;

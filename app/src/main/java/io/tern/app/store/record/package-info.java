/// How stores write what they keep: compact records with a version and a checksum. Reading is total:
/// any bytes give a value or a [io.tern.coap.Malformed], never an exception. Pure values, any thread.
package io.tern.app.store.record;

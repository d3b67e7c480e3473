/// Small CBOR reader and writer (RFC 8949), for the payload formats of lwm2m alone. Values of one
/// thread: whoever makes a reader or writer uses it up.
package io.tern.coap.cbor;

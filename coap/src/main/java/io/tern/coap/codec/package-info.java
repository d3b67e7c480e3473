/// CoAP messages as bytes of a datagram (RFC 7252 §3). Pure functions, any thread.
package io.tern.coap.codec;

/// The timers of a loop: a hierarchical timing wheel in virtual time. Runs on the loop that owns it.
package io.tern.coap.timer;

/// Counters and gauges in the text format of Prometheus. Any thread.
package io.tern.app.metrics;

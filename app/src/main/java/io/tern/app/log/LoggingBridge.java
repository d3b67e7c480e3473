// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Brings the warnings of libraries (which arrive through java.util.logging) into our log, without
/// their stack traces.
public final class LoggingBridge extends Handler {
  private static final SimpleFormatter FORMATTER = new SimpleFormatter();

  /// Complains about each malformed request, which is the business of whoever sent it. Held here
  /// because java.util.logging forgets the level of a logger that nobody holds.
  private static final Logger HTTP_PARSING = Logger.getLogger("org.eclipse.jetty.http");

  private final Log log;

  private LoggingBridge(Log log) {
    this.log = log;
  }

  /// Makes `log` the only place where libraries log to, from level WARNING.
  public static void install(Log log) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.setLevel(java.util.logging.Level.WARNING);
    HTTP_PARSING.setLevel(java.util.logging.Level.OFF);
    root.addHandler(new LoggingBridge(log));
  }

  @Override
  public void publish(LogRecord entry) {
    boolean severe = entry.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue();
    Field text = Field.of("text", FORMATTER.formatMessage(entry));
    Field logger = Field.of("logger", String.valueOf(entry.getLoggerName()));
    Level level = severe ? Level.ERROR : Level.WARN;
    Throwable thrown = entry.getThrown();
    if (thrown == null) {
      log.limited(level, "a library says", text, logger);
    } else {
      log.limited(level, "a library says", text, logger, Field.of("failure", thrown.toString()));
    }
  }

  @Override
  public void flush() {
    // Lines are handed over one by one.
  }

  @Override
  public void close() {
    // The log is closed by who opened it.
  }
}

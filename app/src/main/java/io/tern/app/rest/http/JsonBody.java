// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tern.coap.Bytes;
import java.util.Optional;

/// JSON documents to bytes and back (RFC 8259). Numbers keep all their digits; a name that is there
/// twice, text behind the document, deep nesting and endless numbers are refused.
public final class JsonBody {
  private static final int NESTING_MAX = 32;
  private static final int NUMBER_CHARS_MAX = 400;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(NESTING_MAX)
                          .maxNumberLength(NUMBER_CHARS_MAX)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonBody() {}

  /// Reads a document.
  static Checked<JsonNode> parse(Bytes body) {
    Optional<String> text = body.utf8Strict();
    if (text.isEmpty()) {
      return Checked.refused(Problem.of(ProblemKind.MALFORMED_BODY, "the body is not UTF-8"));
    }
    try {
      JsonNode document = MAPPER.readTree(text.get());
      return document.isMissingNode()
          ? Checked.refused(Problem.of(ProblemKind.MALFORMED_BODY, "the body is blank"))
          : Checked.ok(document);
    } catch (StreamConstraintsException e) {
      return malformed(e, "nested too deep, or a number too long");
    } catch (JsonProcessingException e) {
      return malformed(e, firstLine(e.getOriginalMessage()));
    }
  }

  private static Checked<JsonNode> malformed(JsonProcessingException e, String what) {
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    return Checked.refused(
        Problem.of(ProblemKind.MALFORMED_BODY, where + ": " + what).with("position", where));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /// The text of a document.
  public static String text(JsonNode document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes has a text", e);
    }
  }

  /// The document of maps, lists, texts, numbers and booleans.
  public static JsonNode ofPlain(Object plain) {
    return MAPPER.valueToTree(plain);
  }
}

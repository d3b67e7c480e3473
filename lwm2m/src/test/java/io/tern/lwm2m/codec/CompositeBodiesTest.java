// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.path;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Payloads.READING;
import static io.tern.lwm2m.codec.Payloads.json;
import static io.tern.lwm2m.codec.Payloads.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompositeBodiesTest {
  private static final ContentFormat ETCH_JSON = ContentFormat.SENML_ETCH_JSON;
  private static final ContentFormat ETCH_CBOR = ContentFormat.SENML_ETCH_CBOR;

  static List<ContentFormat> jsonFormats() {
    return List.of(ContentFormat.SENML_JSON, ETCH_JSON);
  }

  static List<ContentFormat> cborFormats() {
    return List.of(ContentFormat.SENML_CBOR, ETCH_CBOR);
  }

  private static List<Path> paths(ContentFormat format, Bytes payload) {
    return switch (Formats.decodePaths(format, payload, READING)) {
      case DecodedPaths.Paths(var paths, var warnings) -> paths;
      case DecodedPaths other -> throw new AssertionError(other.toString());
    };
  }

  private static Malformed pathsFault(ContentFormat format, Bytes payload) {
    return switch (Formats.decodePaths(format, payload, READING)) {
      case DecodedPaths.Broken(var reason) -> reason;
      case DecodedPaths other -> throw new AssertionError("passed as " + other);
    };
  }

  private static List<Change> changes(ContentFormat format, Bytes payload) {
    return switch (Formats.decodePatch(format, payload, READING)) {
      case DecodedPatch.Changes(var changes, var warnings) -> changes;
      case DecodedPatch other -> throw new AssertionError(other.toString());
    };
  }

  private static Malformed patchFault(ContentFormat format, Bytes payload) {
    return switch (Formats.decodePatch(format, payload, READING)) {
      case DecodedPatch.Broken(var reason) -> reason;
      case DecodedPatch other -> throw new AssertionError("passed as " + other);
    };
  }

  private static Change put(String path, Value value) {
    return new Change.Put(path(path), value);
  }

  @ParameterizedTest
  @MethodSource("cborFormats")
  @Spec({"VEC-19", "DM-122"})
  void reads_and_writes_paths_as_cbor(ContentFormat format) {
    Bytes body = hex("82 A1 00 66 2F332F302F39 A1 00 64 2F312F30");
    List<Path> paths = List.of(path("/3/0/9"), path("/1/0"));

    assertThat(paths(format, body)).isEqualTo(paths);
    assertThat(payload(Formats.encodePaths(format, paths))).isEqualTo(body);
  }

  @ParameterizedTest
  @MethodSource("jsonFormats")
  @Spec({"VEC-20", "DM-122"})
  void reads_and_writes_paths_as_json(ContentFormat format) {
    Bytes body = json("[{'n':'/3/0/9'},{'n':'/1/0'}]");
    List<Path> paths = List.of(path("/3/0/9"), path("/1/0"));

    assertThat(paths(format, body)).isEqualTo(paths);
    assertThat(payload(Formats.encodePaths(format, paths))).isEqualTo(body);
  }

  @Test
  @Spec({"DM-123", "ETCH-02", "ETCH-08"})
  void paths_of_any_depth_come_once_in_their_order() {
    assertThat(
            paths(
                ETCH_JSON,
                json(
                    "[{'n':'/'},{'bn':'/3/0/','n':'9'},{'n':'6/1'},{'bn':'/1'},{'bn':'','n':'1/0'},"
                        + "{'n':'/3/0/9'}]")))
        .containsExactly(Path.ROOT, path("/3/0/9"), path("/3/0/6/1"), path("/1"), path("/1/0"));
  }

  @Test
  @Spec("ETCH-01")
  void units_and_times_beside_a_path_are_legal() {
    assertThat(paths(ETCH_JSON, json("[{'bn':'/3/0/9','bt':5,'bu':'s','u':'%','t':1700000000}]")))
        .containsExactly(path("/3/0/9"));
  }

  @ParameterizedTest
  @Spec({"VEC-90", "ETCH-01", "ETCH-06", "DM-125"})
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'n':'/3/0/9','v':1}] | record 1 | a value where a path is asked for",
        "[{'n':'/3/0/9','v':null}] | record 1 | a value where a path is asked for",
        "[{'n':'/3'},{'n':'/3/0/9','vs':''}] | record 2 | a value where a path is asked for",
        "[{'n':'/3/0/9','s':1}] | record 1 | a value where a path is asked for",
        "[{'n':'/3/0/9','ut':1}] | record 1 | a value where a path is asked for",
        "[{'n':'/3/0/9','bv':1}] | record 1 | field bv is not used",
        "[{'n':'/3/0/9','x_':1}] | record 1 | a field that must be understood",
        "[{}] | record 1 | the name is no path",
        "[{'n':'/3/0/'}] | record 1 | the name is no path",
        "[] | pack | no path",
        "{'n':'/3/0/9'} | pack | not array"
      })
  void refuses_other_bodies_for_paths(String body, String where, String what) {
    for (ContentFormat format : jsonFormats()) {
      Malformed fault = pathsFault(format, json(body));
      assertThat(fault.what()).startsWith(what);
      assertThat(fault.where()).isEqualTo(where);
    }
  }

  @ParameterizedTest
  @Spec("ETCH-01")
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'n':'/3/0/9','foo':1}] | record 1",
        "[{'n':'/3/0/9'},{'n':'/3/0/10','bver':10}] | record 2"
      })
  void other_fields_beside_a_path_are_refused_in_etch_alone(String body, String where) {
    Malformed fault = pathsFault(ETCH_JSON, json(body));
    assertThat(fault.where()).isEqualTo(where);
    assertThat(fault.what()).startsWith("a field beside the path, its time and its unit");
    assertThat(paths(ContentFormat.SENML_JSON, json(body))).contains(path("/3/0/9"));
  }

  @Test
  @Spec("ETCH-01")
  void other_fields_beside_a_path_are_refused_as_cbor() {
    Bytes text = hex("81 A2 00 66 2F332F302F39 63 666F6F 01");
    Bytes version = hex("81 A2 00 66 2F332F302F39 20 0A");
    for (Bytes body : List.of(text, version)) {
      assertThat(pathsFault(ETCH_CBOR, body).what()).startsWith("a field beside the path");
      assertThat(paths(ContentFormat.SENML_CBOR, body)).containsExactly(path("/3/0/9"));
    }
  }

  @Test
  @Spec({"ETCH-03", "SML-25", "LCB-11"})
  void values_follow_one_another_at_one_path_in_etch_alone() {
    Bytes body = json("[{'n':'/3/0/13','v':1},{'n':'/3/0/13','v':2}]");
    List<Change> changes = changes(ETCH_JSON, body);

    assertThat(changes).extracting(Change::path).containsOnly(path("/3/0/13")).hasSize(2);
    assertThat(payload(Formats.encodePatch(ETCH_JSON, changes))).isEqualTo(body);
    assertThat(patchFault(ContentFormat.SENML_JSON, body))
        .isEqualTo(new Malformed("/3/0/13", "given twice"));
    assertThat(
            patchFault(ContentFormat.SENML_CBOR, payload(Formats.encodePatch(ETCH_CBOR, changes))))
        .isEqualTo(new Malformed("/3/0/13", "given twice"));
    for (ContentFormat format :
        List.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.LWM2M_CBOR)) {
      assertThat(Formats.encodePatch(format, changes)).isInstanceOf(Encoded.Unsupported.class);
    }
  }

  @Test
  @Spec("LCB-15")
  void other_formats_name_no_paths() {
    for (ContentFormat format : List.of(ContentFormat.LWM2M_CBOR, ContentFormat.TLV)) {
      assertThat(Formats.decodePaths(format, hex("A1 03 05"), READING))
          .isEqualTo(new DecodedPaths.Unsupported(format));
      assertThat(Formats.encodePaths(format, List.of(Path.ROOT)))
          .isInstanceOf(Encoded.Unsupported.class);
    }
  }

  @Test
  @Spec({"VEC-21", "ETCH-03"})
  void reads_changes_from_senml() {
    Bytes body = hex("82 A3 21 65 2F312F302F 00 61 31 02 18 78 A2 00 61 36 04 F5");

    for (ContentFormat format : cborFormats()) {
      assertThat(changes(format, body))
          .containsExactly(put("/1/0/1", integer(120)), put("/1/0/6", new Value.Bool(true)));
    }
  }

  @Test
  @Spec({"VEC-22", "ETCH-04", "DM-129"})
  void null_removes_a_resource_instance() {
    Bytes cbor = hex("81 A2 00 69 2F31362F302F302F31 02 F6");
    Bytes json = json("[{'n':'/16/0/0/1','v':null}]");
    List<Change> changes = List.of(new Change.Remove(path("/16/0/0/1")));

    assertThat(changes(ETCH_CBOR, cbor)).isEqualTo(changes);
    assertThat(changes(ETCH_JSON, json)).isEqualTo(changes);
    assertThat(payload(Formats.encodePatch(ETCH_CBOR, changes))).isEqualTo(cbor);
    assertThat(payload(Formats.encodePatch(ETCH_JSON, changes))).isEqualTo(json);
  }

  @Test
  @Spec({"ETCH-04", "DM-129"})
  void senml_and_lwm2m_cbor_cannot_remove() {
    List<Change> changes = List.of(new Change.Remove(path("/16/0/0/1")));

    assertThat(patchFault(ContentFormat.SENML_JSON, json("[{'n':'/16/0/0/1','v':null}]")).what())
        .startsWith("null is no value here");
    for (ContentFormat format :
        List.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.LWM2M_CBOR)) {
      assertThat(Formats.encodePatch(format, changes)).isInstanceOf(Encoded.Unsupported.class);
    }
  }

  @Test
  @Spec({"ETCH-03", "ETCH-07", "DM-130"})
  void changes_keep_their_order_and_may_repeat_a_path() {
    assertThat(
            changes(
                ETCH_JSON,
                json(
                    "[{'n':'/16/0/0/1','v':null},{'n':'/16/0/0/1','vs':'a'},"
                        + "{'n':'/3/0/22/0','vlo':'1:2'},{'n':'/16/0/0/1','v':null}]")))
        .containsExactly(
            new Change.Remove(path("/16/0/0/1")),
            put("/16/0/0/1", text("a")),
            put("/3/0/22/0", new Value.ObjectLink(1, 2)),
            new Change.Remove(path("/16/0/0/1")));
  }

  @ParameterizedTest
  @Spec({"ETCH-03", "ETCH-04", "ETCH-06", "DM-127"})
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'n':'/3/0/9'}] | no value",
        "[{'n':'/3/0/9','v':null}] | only resource instances can be removed",
        "[{'n':'/3/0','v':null}] | only resource instances can be removed",
        "[{'n':'/','v':null}] | only resource instances can be removed",
        "[{'n':'/3/0','v':1}] | a value for /3/0, which is no resource",
        "[{'n':'/3/0/9','vs':'x'}] | /3/0/9 is not of type Integer",
        "[{'n':'/3/0/9/0','v':1}] | /3/0/9/0 has no instances",
        "[{'n':'/3/0/9','v':1,'vs':'x'}] | more than one value",
        "[{'n':'/3/0/9','v':1},{'n':'x','v':1}] | the name is no path",
        "[] | no change"
      })
  void refuses_other_bodies_for_changes(String body, String what) {
    assertThat(patchFault(ETCH_JSON, json(body)).what()).startsWith(what);
  }

  @Test
  @Spec("LCB-15")
  void lwm2m_cbor_carries_values() {
    List<Change> changes =
        List.of(put("/1/0/1", integer(120)), put("/1/0/6", new Value.Bool(true)));
    Bytes body = hex("A1 82 01 00 A2 01 18 78 06 F5");

    assertThat(changes(ContentFormat.LWM2M_CBOR, body)).isEqualTo(changes);
    assertThat(payload(Formats.encodePatch(ContentFormat.LWM2M_CBOR, changes))).isEqualTo(body);
    assertThat(patchFault(ContentFormat.LWM2M_CBOR, hex("A1 03 05")).what()).isNotEmpty();
    assertThat(patchFault(ContentFormat.LWM2M_CBOR, Bytes.EMPTY).what()).isEqualTo("no change");
  }

  @Test
  void other_formats_carry_no_changes() {
    assertThat(Formats.decodePatch(ContentFormat.TLV, hex("C1 01 02"), READING))
        .isEqualTo(new DecodedPatch.Unsupported(ContentFormat.TLV));
  }

  @ParameterizedTest
  @ValueSource(ints = {110, 112, 320, 322})
  void reads_back_what_it_writes(int number) {
    ContentFormat format = new ContentFormat(number);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      List<Change> changes = new ArrayList<>();
      LinkedHashSet<Path> paths = new LinkedHashSet<>();
      for (int n = random.nextInt(6); n >= 0; n--) {
        Change change = randomChange(random, number >= 320);
        if (number < 320
            && changes.stream().anyMatch(other -> other.path().equals(change.path()))) {
          continue;
        }
        changes.add(change);
        paths.add(change.path().prefix(random.nextInt(change.path().depth() + 1)));
      }
      assertThat(changes(format, payload(Formats.encodePatch(format, changes))))
          .as("seed %d", seed)
          .isEqualTo(changes);
      assertThat(paths(format, payload(Formats.encodePaths(format, List.copyOf(paths)))))
          .as("seed %d", seed)
          .containsExactlyElementsOf(paths);
    }
  }

  private static Change randomChange(Random random, boolean canRemove) {
    List<DataType> types = List.of(DataType.STRING, DataType.INTEGER, DataType.OBJECT_LINK);
    DataType type = types.get(random.nextInt(types.size()));
    Path instance = Path.of(TestModels.ALL_TYPES, random.nextInt(3));
    Path path =
        random.nextBoolean()
            ? instance.child(TestModels.single(type))
            : instance.child(TestModels.multiple(type)).child(random.nextInt(5));
    return canRemove && path.isResourceInstance() && random.nextBoolean()
        ? new Change.Remove(path)
        : new Change.Put(path, Trees.randomValue(type, random));
  }
}

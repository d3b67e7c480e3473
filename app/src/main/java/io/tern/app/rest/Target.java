// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.DurationText;
import io.tern.app.rest.http.PercentText;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.NamedPath;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a call to a device is about.
///
/// @param device whom it asks
/// @param path what it asks for
/// @param models the definitions of the device
/// @param format the content format to use, where the caller wants a certain one
/// @param timeout how long to wait
/// @param check whether what is written must be what the definitions allow
/// @param sending whether to send now or when the device wakes up
record Target(
    Registration device,
    Path path,
    Models models,
    Optional<ContentFormat> format,
    Duration timeout,
    boolean check,
    Sending sending) {
  /// What `format` may name where one path is read or written.
  private static final List<ContentFormat> OF_VALUES =
      List.of(
          ContentFormat.TEXT,
          ContentFormat.OPAQUE,
          ContentFormat.CBOR,
          ContentFormat.SENML_JSON,
          ContentFormat.SENML_CBOR,
          ContentFormat.TLV,
          ContentFormat.LWM2M_JSON,
          ContentFormat.LWM2M_CBOR);

  /// What `format` may name where several paths are read or observed together.
  static final List<ContentFormat> OF_COMPOSITE_ANSWERS =
      List.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.LWM2M_CBOR);

  /// What `format` may name where several paths are written together.
  static final List<ContentFormat> OF_COMPOSITE_WRITES =
      List.of(
          ContentFormat.SENML_JSON,
          ContentFormat.SENML_CBOR,
          ContentFormat.SENML_ETCH_JSON,
          ContentFormat.SENML_ETCH_CBOR,
          ContentFormat.LWM2M_CBOR);

  /// Reads the parts of a call that say what it is about: `{endpoint}`, `{path}`, `timeout`, `format`,
  /// `check`.
  static Checked<Target> of(Call call, Devices devices, ApiSettings settings) {
    return device(call, devices)
        .then(
            device ->
                path(call, device, devices)
                    .then(path -> of(call, devices, settings, new Aim(device, path, OF_VALUES))));
  }

  /// The same of a call without `{path}`: its path is the root.
  ///
  /// @param formats what `format` may name
  static Checked<Target> ofDevice(
      Call call, Devices devices, ApiSettings settings, List<ContentFormat> formats) {
    return device(call, devices)
        .then(device -> of(call, devices, settings, new Aim(device, Path.ROOT, formats)));
  }

  private record Aim(Registration device, Path path, List<ContentFormat> formats) {}

  private static Checked<Target> of(Call call, Devices devices, ApiSettings settings, Aim aim) {
    return format(call, aim.formats)
        .then(
            format ->
                timeout(call, settings)
                    .then(
                        timeout ->
                            check(call)
                                .then(
                                    check ->
                                        Sending.of(call)
                                            .map(
                                                sending ->
                                                    new Target(
                                                        aim.device,
                                                        aim.path,
                                                        devices.models(aim.device),
                                                        format,
                                                        timeout,
                                                        check,
                                                        sending)))));
  }

  private static Checked<Boolean> check(Call call) {
    String text = call.query().value("check").orElse("on");
    return text.equals("on") || text.equals("off")
        ? Checked.ok(text.equals("on"))
        : Checked.refused(Problem.invalid("check", "must be on or off"));
  }

  /// Where in the API something of the device is.
  ///
  /// @param below its path below the device, with a slash
  String address(String below) {
    return Api.ROOT + "/devices/" + PercentText.encodeSegment(device.endpoint().value()) + below;
  }

  /// Sends `operation` to the device, or leaves it for later.
  ///
  /// @param answered makes the reply of what the device answers now
  <R> Reply send(Devices devices, Downlink<R> operation, Function<R, Reply> answered) {
    return sending.send(devices, device, operation, timeout, answered);
  }

  /// The device that `{endpoint}` names.
  static Checked<Registration> device(Call call, Devices devices) {
    String name = call.path("endpoint");
    return EndpointName.parse(name)
        .flatMap(devices::find)
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.of(
                        ProblemKind.UNKNOWN_DEVICE,
                        "no device is registered as \"" + name + "\"")));
  }

  /// The path that `{path}` spells, with ids or with the names that the definitions of the device have.
  static Checked<Path> path(Call call, Registration device, Devices devices) {
    return path(call.path("path"), device, devices);
  }

  /// The same of a device that may not be registered.
  static Checked<Path> path(Call call, EndpointName endpoint, Devices devices) {
    return path(call.path("path"), endpoint, devices);
  }

  /// The path that a text spells, with ids or with names, of a device that may not be registered.
  static Checked<Path> path(String text, EndpointName endpoint, Devices devices) {
    return devices
        .find(endpoint)
        .map(device -> path(text, device, devices))
        .orElseGet(
            () ->
                named(
                    NamedPath.resolve(
                        List.of(text.substring(1).split("/", -1)),
                        List.of(),
                        devices.models(endpoint),
                        devices.registry())));
  }

  /// The path that a text spells, with ids or with names.
  static Checked<Path> path(String text, Registration device, Devices devices) {
    List<Integer> announced =
        device.terms().objects().objects().stream().map(SupportedObject::id).toList();
    List<String> segments = List.of(text.substring(1).split("/", -1));
    return named(
        NamedPath.resolve(segments, announced, devices.models(device), devices.registry()));
  }

  /// What a path with names means.
  static Checked<Path> named(NamedPath named) {
    return switch (named) {
      case NamedPath.Found(Path path) -> Checked.ok(path);
      case NamedPath.Unknown(String name, List<String> near) ->
          Checked.refused(
              Problem.of(
                      ProblemKind.UNKNOWN_NAME,
                      "nothing is called \""
                          + cut(name)
                          + "\""
                          + (near.isEmpty() ? "" : "; near are " + String.join(", ", near)))
                  .with("candidates", near));
      case NamedPath.Ambiguous(String name, List<String> candidates) ->
          Checked.refused(
              Problem.of(
                      ProblemKind.AMBIGUOUS_NAME,
                      "\"" + cut(name) + "\" may be " + String.join(", ", candidates))
                  .with("candidates", candidates));
      case NamedPath.Illegal(String segment) ->
          Checked.refused(
              Problem.invalid(
                  "path",
                  "must be one to four ids from 0 to 65534, such as 3303/0/5700, the object and"
                      + " the resource perhaps by name; \""
                      + cut(segment)
                      + "\" is neither"));
    };
  }

  private static String cut(String text) {
    return text.length() > 60 ? text.substring(0, 60) : text;
  }

  private static Checked<Optional<ContentFormat>> format(Call call, List<ContentFormat> formats) {
    Optional<String> name = call.query().value("format");
    if (name.isEmpty()) {
      return Checked.ok(Optional.empty());
    }
    Optional<ContentFormat> named =
        formats.stream().filter(format -> format.shortName().equals(name.get())).findFirst();
    return named.isPresent()
        ? Checked.ok(named)
        : Checked.refused(
            Problem.invalid(
                "format",
                "must be one of "
                    + String.join(", ", formats.stream().map(ContentFormat::shortName).toList())));
  }

  /// How long a call is to wait.
  static Checked<Duration> timeout(Call call, ApiSettings settings) {
    Optional<String> text = call.query().value("timeout");
    if (text.isEmpty()) {
      return Checked.ok(settings.timeoutDefault());
    }
    return DurationText.parse(text.get())
        .filter(timeout -> timeout.isPositive())
        .filter(timeout -> timeout.compareTo(settings.timeoutMax()) <= 0)
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.invalid(
                        "timeout",
                        "must be a time such as 500ms, 5s or 2m, at most "
                            + settings.timeoutMax().toMillis()
                            + "ms")));
  }
}

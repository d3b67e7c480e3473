// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.Locale;

/// What can be wrong with a call. Each has an address of its own, under which the server explains it.
public enum ProblemKind {
  INVALID_REQUEST(
      400,
      "The request is not valid",
      "A parameter or a value breaks a rule. `field` names it. Where the rule is of an object"
          + " definition, `path` says of which resource, `rule` what it says, `value` what was given."),
  MALFORMED_BODY(
      400,
      "The body is not JSON",
      "The body cannot be read as JSON (RFC 8259). `detail` says where."),
  MALFORMED_MODEL(
      400,
      "The body defines no object",
      "The body is not an object definition file (LwM2M Core appendix D), or asks for what none"
          + " needs. `line` says where."),
  AMBIGUOUS_NAME(
      400,
      "The name has several meanings",
      "Several objects or resources have this name. `candidates` tells their ids: use one."),
  CROSS_ORIGIN(403, "Called from another site", "A page of another origin asked for a change."),
  NOT_FOUND(
      404, "Nothing is here", "No call has this path. /api/v1/openapi.json lists all of them."),
  UNKNOWN_DEVICE(404, "No such device", "No device is registered under this endpoint name."),
  UNKNOWN_OBSERVATION(404, "No such observation", "This path of this device is not observed."),
  UNKNOWN_NAME(
      404,
      "Nothing has this name",
      "No object or resource has this name. `candidates` tells names that are near."),
  UNKNOWN_MODEL(404, "No such object definition", "No definition has this id and version."),
  UNKNOWN_COMMAND(404, "No such command", "No command has this id, or it ended long ago."),
  COMMAND_UNDER_WAY(409, "The command is under way", "It has been sent, and cannot be taken back."),
  COMMAND_OVER(409, "The command is over", "It has an outcome, and cannot be taken back."),
  NOT_DURABLE(
      503, "It cannot be stored", "The disk takes nothing now. Nothing was changed or sent."),
  METHOD_NOT_ALLOWED(
      405, "Not this method", "The path exists, but not with this method. See the header Allow."),
  MODEL_EXISTS(
      409,
      "The object definition is there already",
      "A definition of this id and version was uploaded before. PUT replaces it."),
  MODEL_NOT_UPLOADED(
      409,
      "The object definition was not uploaded",
      "Built-in definitions and those of the folder models.dir stay."),
  BODY_TOO_LARGE(
      413, "The body is too large", "The configuration key http.body-bytes-max is the limit."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "Not this kind of body",
      "Bodies are application/json in UTF-8, object definitions application/xml, without content"
          + " coding."),
  UNKNOWN_HOST(
      421, "Not this host", "A server on a loopback address answers to loopback names alone."),
  OPERATION_NOT_ALLOWED(
      422,
      "The resource does not allow this",
      "Nothing was sent: by its definition the device could answer nothing but `coapCode`. With"
          + " check=off it is sent all the same."),
  DEVICE_REFUSED(422, "The device refused", "The device answered with the code in `coapCode`."),
  HEADERS_TOO_LARGE(
      431,
      "The headers are too large",
      "The configuration key http.header-bytes-max is the limit."),
  MALFORMED_REQUEST(400, "The request is not HTTP", "The request line or a header cannot be read."),
  NOT_SAVED(500, "It could not be saved", "The data folder took no file. Nothing has changed."),
  INTERNAL(500, "Something went wrong here", "This is a defect of the server; its log has more."),
  DEVICE_ANSWER_MALFORMED(
      502,
      "The device's answer makes no sense",
      "The device answered with something that cannot be read."),
  DEVICE_UNREACHABLE(502, "No way to the device", "Nothing could be sent to the device."),
  OVERLOADED(503, "Too busy", "A limit is reached. Try again later."),
  DEVICE_ASLEEP(
      503,
      "The device is asleep",
      "The device is in queue mode and not listening now. Nothing was sent."),
  STOPPING(503, "Shutting down", "The server is about to stop."),
  DEVICE_TIMEOUT(
      504,
      "No answer in time",
      "The device did not answer in time. Whether it did what was asked is not known.");

  private final int status;
  private final String title;
  private final String explanation;

  ProblemKind(int status, String title, String explanation) {
    this.status = status;
    this.title = title;
    this.explanation = explanation;
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// A short summary, the same for all problems of this kind.
  public String title() {
    return title;
  }

  /// What it means, in a sentence or two.
  public String explanation() {
    return explanation;
  }

  /// The last segment of its address, such as `device-asleep`.
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Its `type` (RFC 9457 §3.1.1), a reference that this server resolves.
  public String type() {
    return "/problems/" + slug();
  }
}

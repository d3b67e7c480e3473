// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.ProfileId;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.codec.Encoded;
import io.tern.lwm2m.codec.Formats;
import io.tern.lwm2m.op.Uplink;
import java.util.List;
import java.util.Optional;

/// The client's side of the Registration interface and of Send: uplinks to requests, responses to
/// results (LwM2M 1.2 Core §6.2, §6.4.6, Transport §6.4.3).
public final class ClientUplinks {
  private ClientUplinks() {}

  /// The request that carries `uplink`.
  ///
  /// @param release what the client registers or has registered as: 1.0 says `UQ` where newer ones say
  ///     `U` and `Q`
  public static Request request(Uplink.Registering uplink, Release release) {
    Options.Builder options = Options.builder().uriPath("rd");
    return switch (uplink) {
      case Uplink.Register register -> {
        register.endpoint().ifPresent(name -> options.uriQuery("ep=" + name));
        register.lifetimeSeconds().ifPresent(seconds -> options.uriQuery("lt=" + seconds));
        options.uriQuery("lwm2m=" + register.release());
        addBinding(options, Optional.of(register.binding()), register.queueMode(), release);
        register.sms().ifPresent(digits -> options.uriQuery("sms=" + digits));
        addProfiles(options, register.profiles());
        boolean listed = register.profiles().isEmpty() || !register.objects().objects().isEmpty();
        yield post(options, listed ? Optional.of(register.objects()) : Optional.empty());
      }
      case Uplink.Update update -> {
        options.uriPath(update.handle().split("/", -1));
        update.lifetimeSeconds().ifPresent(seconds -> options.uriQuery("lt=" + seconds));
        addBinding(options, update.binding(), update.queueMode().orElse(false), release);
        update.sms().ifPresent(digits -> options.uriQuery("sms=" + digits));
        addProfiles(options, update.profiles());
        yield post(options, update.objects());
      }
      case Uplink.Deregister(String handle) -> {
        options.uriPath(handle.split("/", -1));
        yield Request.of(Code.DELETE, options.build());
      }
    };
  }

  private static void addProfiles(Options.Builder options, List<ProfileId> profiles) {
    if (!profiles.isEmpty()) {
      options.uriQuery("pid=" + ProfileId.write(profiles));
    }
  }

  /// The request that carries `send`; empty where its format cannot carry the values.
  public static Optional<Request> send(Uplink.Send send, ClientProfile client) {
    return switch (Formats.encode(send.format(), Path.ROOT, send.values(), client.models())) {
      case Encoded.Payload(ContentFormat format, Bytes bytes) ->
          Optional.of(
              Request.of(
                  Code.POST, Options.builder().uriPath("dp").contentFormat(format).build(), bytes));
      case Encoded.Unsupported unsupported -> Optional.empty();
    };
  }

  private static void addBinding(
      Options.Builder options, Optional<Binding> binding, boolean queueMode, Release release) {
    if (release.atLeast(Release.V1_1)) {
      binding.ifPresent(letters -> options.uriQuery("b=" + letters));
      if (queueMode) {
        options.uriQuery("Q");
      }
    } else if (binding.isPresent() || queueMode) {
      String letters = binding.orElse(Binding.U).toString();
      String queued = letters.startsWith("U") ? "UQ" + letters.substring(1) : letters + "Q";
      options.uriQuery("b=" + (queueMode ? queued : letters));
    }
  }

  private static Request post(Options.Builder options, Optional<ObjectList> objects) {
    Bytes payload = Bytes.EMPTY;
    if (objects.isPresent()) {
      options.contentFormat(ContentFormat.LINK_FORMAT);
      payload = UplinkObjects.write(objects.get());
    }
    return Request.of(Code.POST, options.build(), payload);
  }

  /// What the server says to `uplink` with `response`.
  public static UplinkResult result(Uplink uplink, Response response) {
    if (!response.code().isSuccess()) {
      return new UplinkResult.Refused(response.code(), response.diagnostic());
    }
    return switch (uplink) {
      case Uplink.Register register when response.code().equals(Code.CREATED) -> location(response);
      case Uplink.Update update when response.code().equals(Code.CHANGED) ->
          new UplinkResult.Done();
      case Uplink.Deregister gone when response.code().equals(Code.DELETED) ->
          new UplinkResult.Done();
      case Uplink.Send send when response.code().equals(Code.CHANGED) -> new UplinkResult.Done();
      default -> unusable("code", response.code() + " answers no such request");
    };
  }

  /// One option a segment is right; one option `rd/5a3f` is what some servers send.
  private static UplinkResult location(Response response) {
    String path = String.join("/", response.options().locationPath());
    List<String> segments = List.of(path.split("/", -1));
    return segments.size() > 1
            && segments.getFirst().equals("rd")
            && !segments.contains("")
            && path.length() <= 512
        ? new UplinkResult.Registered(path.substring("rd/".length()))
        : unusable("Location-Path", "not a location below /rd");
  }

  private static UplinkResult unusable(String where, String what) {
    return new UplinkResult.Unusable(new Malformed(where, what));
  }
}

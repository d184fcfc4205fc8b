using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>All carriers for which the sandbox stands in.</summary>
public static class StandIns
{
    public static IReadOnlyList<StandIn> All { get; } =
    [
        new(CarrierIds.Fedex, FedexDesk.Map, new((world, push) => FedexFormat.Push(world, push.Number, push.AsOf), (credentials, body, _) => PushProofs.HmacBase64("fdx-signature", credentials, body))),
        new(CarrierIds.Ups, UpsDesk.Map, new((world, push) => UpsFormat.Push(push.Number, world.Tell(push.Carrier, push.Number, push.AsOf)[0]), (credentials, body, _) => PushProofs.Repeated("credential", credentials, body))
        {
            WantsAnnouncement = true,
        }),
        new(CarrierIds.Usps, UspsDesk.Map),
        new(CarrierIds.DhlUnified, DhlUnifiedDesk.Map, new((world, push) => DhlUnifiedFormat.Answer(push.Journey, push.Number, world.Tell(push.Carrier, push.Number, push.AsOf)),
            (credentials, body, _) => PushProofs.Repeated(credentials.PushHeader!, credentials, body))),
        new(CarrierIds.LaPoste, LaposteDesk.Map),
        new(CarrierIds.Correios, CorreiosDesk.Map),
        new(CarrierIds.Cainiao, CainiaoDesk.Map),
        new(CarrierIds.Kuaidi100, Kuaidi100Desk.Map, new((_, push) => Kuaidi100Format.Push(push.Journey, push.AsOf), (credentials, body, _) => PushProofs.Form(credentials, body))
        {
            MediaType = "application/x-www-form-urlencoded", WantsAnnouncement = true,
        }),
        new(CarrierIds.Seventeentrack, SeventeentrackDesk.Map, new((_, push) => SeventeentrackFormat.Push(push.Journey, push.AsOf), (credentials, body, _) => PushProofs.HashSuffix("sign", credentials, body))
        {
            WantsAnnouncement = true,
        }),
        new(CarrierIds.NinjaVan, NinjaVanDesk.Map, new((world, push) => NinjaVanFormat.Push(push.Number, world.Tell(push.Carrier, push.Number, push.AsOf)[0]),
            (credentials, body, _) => PushProofs.HmacBase64("X-Ninjavan-Hmac-Sha256", credentials, body))),
        new(CarrierIds.Landmark, LandmarkDesk.Map),
        new(CarrierIds.EasyPost, EasypostDesk.Map, new((_, push) => EasypostFormat.Push(push.Journey, push.AsOf), (credentials, body, _) => PushProofs.HmacHex("X-Hmac-Signature", credentials, body))
        {
            WantsAnnouncement = true,
        }),
        new(CarrierIds.YunExpress, YunexpressDesk.Map, new((world, push) => YunexpressFormat.Push(world, push.Number, push.AsOf), PushProofs.Timed) { WantsAnnouncement = true }),
        new(CarrierIds.Yanwen, YanwenDesk.Map),
    ];

    public static StandIn? Find(CarrierId carrier) => All.FirstOrDefault(standIn => standIn.Carrier == carrier);

    /// <summary>How a carrier of the plan pushes.</summary>
    public static StandInPush Pushing(CarrierId carrier) => Find(carrier)?.Push ?? throw new InvalidOperationException($"{carrier} of the sandbox does not push.");
}

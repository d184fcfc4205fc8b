using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>Writes answers of La Poste Suivi v2, in French.</summary>
public static class LaposteFormat
{
    /// <summary>What is told of one number; a list of these where several were asked.</summary>
    public static object Part(World world, string number, Instant now)
    {
        var scans = world.Tell(CarrierIds.LaPoste, number, now);
        if (scans.Count == 0)
            return new { lang = "fr_FR", scope = "open", returnCode = 104, returnMessage = "Ressource non trouvée", idShip = number };
        var journey = world.Find(CarrierIds.LaPoste, number)!;
        var expected = CarrierJson.Stated(journey.Destination.At(journey.Expected.AtMidnight().InUtc().ToInstant()));
        return new
        {
            lang = "fr_FR",
            scope = "open",
            returnCode = 200,
            shipment = new
            {
                idShip = number,
                holder = 4,
                product = "colissimo",
                isFinal = scans[0].What is Happening.Delivered,
                estimDate = expected,
                @event = scans.Select((scan, i) => Event(scan, 100 + scans.Count - i)).ToArray(),
                contextData = new { originCountry = journey.Origin.Country, arrivalCountry = journey.Destination.Country },
                url = $"https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
            },
        };
    }

    private static object Event(Scan scan, int order)
    {
        var (code, label) = Words(scan.What);
        return new { order, code, label, date = CarrierJson.Stated(scan.Where.At(scan.At)) };
    }

    private static (string Code, string Label) Words(Happening what) => what switch
    {
        Happening.LabelMade => ("DR1", "Votre Colissimo va bientôt nous être confié !"),
        Happening.PickedUp => ("PC1", "Votre colis a été déposé dans un point postal."),
        Happening.TakenOver => ("ET3", "Votre colis est arrivé dans le pays du destinataire."),
        Happening.ArrivedAtOrigin or Happening.LeftOrigin or Happening.ArrivedAtHub or Happening.LeftHub => ("ET1", "Votre colis est en cours d'acheminement."),
        Happening.ArrivedForDelivery => ("EP1", "Votre colis est en attente de présentation."),
        Happening.OutForDelivery => ("MD2", "Votre colis est en cours de livraison."),
        Happening.DeliveryFailed => ("ND1", "Votre colis n'a pu être livré : vous étiez absent."),
        Happening.WaitingAtPickup => ("AG1", "Votre colis vous attend dans votre point de retrait."),
        Happening.Delivered => ("DI1", "Votre colis est livré."),
        Happening.GoingBack => ("RE1", "Votre colis est retourné à l'expéditeur."),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "La Poste of the sandbox tells nothing abroad"),
    };
}

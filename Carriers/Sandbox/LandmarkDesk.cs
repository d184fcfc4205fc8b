using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for Landmark's Track.php: XML both ways, one number a call, the credentials in the body.</summary>
public static class LandmarkDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk) => routes.MapPost("v2/Track.php", async (HttpRequest request) =>
    {
        XElement asked;
        try
        {
            asked = await XElement.LoadAsync(request.Body, LoadOptions.None, request.HttpContext.RequestAborted);
        }
        catch (XmlException)
        {
            return Answers.Xml(LandmarkFormat.Failure("XML", "The request could not be read."));
        }
        var settings = desk.File.Carriers["landmark"].Settings;
        if (asked.Element("Login")?.Element("Username")?.Value != settings["Username"] || asked.Element("Login")?.Element("Password")?.Value != settings["Password"])
            return Answers.Xml(LandmarkFormat.Failure("Login", "The username/password combination provided is invalid."));
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(LandmarkFormat.Failure("Limit", "Too many requests."), seconds);
        var number = asked.Element("TrackingNumber")?.Value ?? "";
        var scans = desk.World.Tell(CarrierIds.Landmark, number, desk.Now);
        // Without Historical it tells the last event alone.
        return Answers.Xml(scans.Count == 0 ? LandmarkFormat.Failure("Track", "No shipment was found for the tracking number that you provided.")
            : LandmarkFormat.Answer(number, asked.Element("RetrievalType")?.Value == "Historical" ? scans : [scans[0]]));
    });
}
